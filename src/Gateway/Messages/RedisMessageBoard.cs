using MassTransit;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Requests;
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
    private const string KeyPrefix = "phstudio:gateway:message:";

    /// <summary>The rank that adds a step to a message that is known, and nothing else.</summary>
    private const int OnlyIfKnown = -1;

    private static readonly RedisKey UnknownList = MessageLists.OfState(MessageState.Unknown);

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

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

    public Task NoteAsync(MessageEntry entry) => NoteAsync(entry, (int)entry.State, entry.Step());

    public Task NoteStepAsync(TimelineStep step, MessageEntry entry) => NoteAsync(entry, step.IsLate ? OnlyIfKnown : (int)entry.State, step);

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
        var steps = $"{StepsOf(known)}\n{JsonSerializer.Serialize(new TimelineStep(chosen.At, "resolved", chosen.Step().What), Json)}";
        _ = transaction.StringSetAsync(key, $"{(int)chosen.State}{JsonSerializer.Serialize(chosen, Json)}{steps}", chosen.State == MessageState.Unknown ? options.UnknownExpiry : options.Expiry);
        if (!await transaction.ExecuteAsync())
        {
            return false;
        }

        if (chosen.State == MessageState.Unknown)
        {
            await ListAsync(chosen);
            await Db.SortedSetRemoveAsync(MessageLists.OfState(MessageState.Queued), Member(chosen.MessageId));
        }
        else
        {
            await Db.SortedSetRemoveAsync(UnknownList, Member(chosen.MessageId));
            if (chosen.State == MessageState.Queued)
            {
                await Db.SortedSetAddAsync(MessageLists.OfState(MessageState.Queued), Member(chosen.MessageId), chosen.Place);
            }
        }

        return true;
    }

    public async Task<IReadOnlyList<TimelineStep>> TimelineAsync(Guid messageId)
    {
        var value = await Db.StringGetAsync(Key(messageId));
        return value.IsNull ? [] : [.. StepsOf(value).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(step => JsonSerializer.Deserialize<TimelineStep>(step)!).OrderBy(step => step.At)];
    }

    public Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ListAsync(MessageFilter filter, PageCursor? after, int limit) =>
        new MessageLists(Db, async ids => [.. (await Db.StringGetAsync([.. ids.Select(id => (RedisKey)$"{KeyPrefix}{id}")])).Select(Read)]).ReadAsync(filter, after, limit);

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

    private async Task NoteAsync(MessageEntry entry, int rank, TimelineStep step)
    {
        var isUnknown = rank == (int)MessageState.Unknown;
        if (isUnknown)
        {
            await ListAsync(entry);
        }

        var expiry = isUnknown ? options.UnknownExpiry : options.Expiry;
        var before = (int)await Note.EvaluateAsync(
            Db,
            [
                Key(entry.MessageId), MessageLists.All, MessageLists.OfChat(entry.ChatId), MessageLists.OfBooking(entry.BookingId ?? ""),
                MessageLists.OfState(MessageState.Queued), MessageLists.OfState(MessageState.Expired), MessageLists.OfState(MessageState.Failed),
            ],
            [
                rank, JsonSerializer.Serialize(entry, Json), (int)expiry.TotalSeconds, JsonSerializer.Serialize(step, Json), Member(entry.MessageId), entry.Place,
                entry.BookingId is null ? 0 : 1, (time.GetUtcNow() - options.Expiry).ToUnixTimeMilliseconds(),
            ]);
        // Of every other message the list holds nothing: it costs them no call.
        if (before == (int)MessageState.Unknown && rank > before)
        {
            await Db.SortedSetRemoveAsync(UnknownList, Member(entry.MessageId));
        }
    }

    private async Task ListAsync(MessageEntry entry)
    {
        await Db.SortedSetAddAsync(UnknownList, Member(entry.MessageId), entry.At.ToUnixTimeMilliseconds());
        await Db.SortedSetRemoveRangeByScoreAsync(UnknownList, double.NegativeInfinity, (time.GetUtcNow() - options.UnknownExpiry).ToUnixTimeMilliseconds());
    }

    private static MessageEntry? Read(RedisValue value) => value.IsNull ? null : JsonSerializer.Deserialize<MessageEntry>(((string)value!).Split('\n', 2)[0].AsSpan(1));

    private static string StepsOf(RedisValue value) => (string)value! is var text && text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var at ? text[at..] : "";

    private static RedisKey Key(Guid messageId) => $"{KeyPrefix}{messageId:N}";

    private static RedisValue Member(Guid messageId) => messageId.ToString("N");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} is accepted, but its state could not be noted: {Error}")]
        public static partial void NotNoted(ILogger logger, Guid messageId, string error);
    }
}
