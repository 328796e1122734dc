using PhStudio.Messaging.Contracts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Chats;

/// <summary>The memory of all Senders together. A note is forgotten after a year: one refusal brings it back.</summary>
public sealed class RedisChatMemory(IConnectionMultiplexer redis, RedisKeys keys) : IChatMemory
{
    private const string Moved = "to:";
    private const string Closed = "no:";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    private static readonly RedisScript ForgetClosed = new("""
        local note = redis.call('GET', KEYS[1])
        if note and string.sub(note, 1, 3) == 'no:' then return redis.call('DEL', KEYS[1]) end
        return 0
        """);

    /// <inheritdoc />
    public async Task<ChatNote?> Find(string chatId)
    {
        var note = (string?)await redis.GetDatabase().StringGetAsync(Key(chatId)).WaitAsync(RedisScript.Patience);
        return note switch
        {
            null => null,
            _ when note.StartsWith(Moved, StringComparison.Ordinal) => new ChatNote(note[Moved.Length..], Unreachable: null),
            _ => new ChatNote(MovedTo: null, Enum.Parse<FailureReason>(note[Closed.Length..])),
        };
    }

    /// <inheritdoc />
    public Task Migrated(string chatId, string newChatId) => Note(chatId, Moved + newChatId);

    /// <inheritdoc />
    public Task Unreachable(string chatId, FailureReason reason) => Note(chatId, Closed + reason);

    /// <inheritdoc />
    public Task Reachable(string chatId) => ForgetClosed.Run(redis.GetDatabase(), [Key(chatId)], []);

    private Task Note(string chatId, string note) => redis.GetDatabase().StringSetAsync(Key(chatId), note, Kept).WaitAsync(RedisScript.Patience);

    private RedisKey Key(string chatId) => keys.Of("chat", chatId);
}
