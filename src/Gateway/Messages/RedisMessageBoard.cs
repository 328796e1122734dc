using System.Text.Json;
using PhStudio.Messaging.Contracts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// The board in Redis, one key a message, forgotten after <see cref="Expiry"/>. A Redis that is away costs the answer
/// of <c>GET /messages/{id}</c>, never a message: what the broker confirmed stays accepted.
/// </summary>
internal sealed partial class RedisMessageBoard(IConnectionMultiplexer redis, ILogger<RedisMessageBoard> logger) : IMessageBoard
{
    private static readonly TimeSpan Expiry = TimeSpan.FromDays(7);

    // The value is the state's rank and the entry: the higher rank stays.
    private const string Note = """
        local known = redis.call('GET', KEYS[1])
        if known and tonumber(string.sub(known, 1, 1)) >= tonumber(ARGV[1]) then return 0 end
        redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'EX', ARGV[3])
        return 1
        """;

    public static MessageEntry Queued(SendMessage order) => new()
    {
        MessageId = order.MessageId,
        State = MessageState.Queued,
        ChatId = order.ChatId,
        At = order.CreatedAt,
        BookingId = order.BookingId,
    };

    public async Task QueuedAsync(SendMessage order)
    {
        try
        {
            await NoteAsync(Queued(order)).WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.NotNoted(logger, order.MessageId, e.GetType().Name);
        }
    }

    public async Task NoteAsync(MessageEntry entry)
    {
        var arguments = new RedisValue[] { (int)entry.State, JsonSerializer.Serialize(entry), (int)Expiry.TotalSeconds };
        try
        {
            await redis.GetDatabase().ScriptEvaluateAsync(Note, [Key(entry.MessageId)], arguments);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The client sends the script's hash and learns only by this answer that Redis was restarted (MASSTRANSIT.md 16).
            await redis.GetDatabase().ScriptEvaluateAsync(Note, [Key(entry.MessageId)], arguments);
        }
    }

    public async Task<MessageEntry?> FindAsync(Guid messageId)
    {
        var value = await redis.GetDatabase().StringGetAsync(Key(messageId));
        return value.IsNull ? null : JsonSerializer.Deserialize<MessageEntry>(((string)value!).AsSpan(1));
    }

    private static RedisKey Key(Guid messageId) => $"phstudio:gateway:message:{messageId:N}";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} is accepted, but its state could not be noted: {Error}")]
        public static partial void NotNoted(ILogger logger, Guid messageId, string error);
    }
}
