using MassTransit;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// The board in Redis, one key a message, and beside them the list of those in state unknown by their time. The list is a hint, written before an entry and
/// mended after it: what it names is believed only where the entry says so too. A Redis that is away costs the answer
/// of <c>GET /messages/{id}</c>, never a message: what the broker confirmed stays accepted.
/// </summary>
internal sealed partial class RedisMessageBoard(IConnectionMultiplexer redis, BoardOptions options, TimeProvider time, ILogger<RedisMessageBoard> logger) : IMessageBoard
{
    private static readonly RedisKey UnknownList = "phstudio:gateway:unknown";

    private static readonly RedisScript Note = RedisScript.Load<RedisMessageBoard>("message-note.lua");

    private IDatabase Db => redis.GetDatabase();

    public async Task QueuedAsync(SendMessage order)
    {
        try
        {
            await NoteAsync(MessageEntry.Queued(order)).WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (RedisAvailability.IsFailure(e))
        {
            Log.NotNoted(logger, order.MessageId, e.GetType().Name);
        }
    }

    public async Task NoteAsync(MessageEntry entry)
    {
        var isUnknown = entry.State == MessageState.Unknown;
        if (isUnknown)
            await ListAsync(entry);

        var expiry = isUnknown ? options.UnknownExpiry : options.Expiry;
        var before = (int)await Note.EvaluateAsync(Db, [Key(entry.MessageId)], [(int)entry.State, JsonSerializer.Serialize(entry), (int)expiry.TotalSeconds]);
        // Of every other message the list holds nothing: it costs them no call.
        if (before == (int)MessageState.Unknown && !isUnknown)
            await Db.SortedSetRemoveAsync(UnknownList, Member(entry.MessageId));
    }

    public async Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen)
    {
        var key = Key(unknown.MessageId);
        var known = await Db.StringGetAsync(key);
        if (Read(known)?.State != unknown.State)
        {
            return false;
        }

        var transaction = Db.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(key, known));
        _ = transaction.StringSetAsync(key, $"{(int)chosen.State}{JsonSerializer.Serialize(chosen)}", chosen.State == MessageState.Unknown ? options.UnknownExpiry : options.Expiry);
        if (!await transaction.ExecuteAsync())
        {
            return false;
        }

        if (chosen.State == MessageState.Unknown)
        {
            await ListAsync(chosen);
        }
        else
        {
            await Db.SortedSetRemoveAsync(UnknownList, Member(chosen.MessageId));
        }

        return true;
    }

    public async Task<MessageEntry?> FindAsync(Guid messageId) => Read(await Db.StringGetAsync(Key(messageId)));

    public async Task<IReadOnlyList<MessageEntry>> UnknownAsync(int skip, int most)
    {
        var listed = await Db.SortedSetRangeByRankAsync(UnknownList, skip, skip + most - 1);
        var entries = await Task.WhenAll(listed.Select(member => FindAsync(Guid.Parse((string)member!))));
        var stale = listed.Where((_, at) => entries[at] is not { State: MessageState.Unknown }).ToArray();
        if (stale.Length > 0)
            await Db.SortedSetRemoveAsync(UnknownList, stale);
        return [.. entries.OfType<MessageEntry>().Where(entry => entry.State == MessageState.Unknown)];
    }

    private async Task ListAsync(MessageEntry entry)
    {
        await Db.SortedSetAddAsync(UnknownList, Member(entry.MessageId), entry.At.ToUnixTimeMilliseconds());
        await Db.SortedSetRemoveRangeByScoreAsync(UnknownList, double.NegativeInfinity, (time.GetUtcNow() - options.UnknownExpiry).ToUnixTimeMilliseconds());
    }

    private static MessageEntry? Read(RedisValue value) => value.IsNull ? null : JsonSerializer.Deserialize<MessageEntry>(((string)value!).AsSpan(1));

    private static RedisKey Key(Guid messageId) => $"phstudio:gateway:message:{messageId:N}";

    private static RedisValue Member(Guid messageId) => messageId.ToString("N");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} is accepted, but its state could not be noted: {Error}")]
        public static partial void NotNoted(ILogger logger, Guid messageId, string error);
    }
}
