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
        var note = (string?)await redis.GetDatabase().StringGetAsync(Key(keys, chatId)).WaitAsync(RedisScript.Patience);
        return note is null ? null : Read(note);
    }

    /// <inheritdoc />
    public Task Migrated(string chatId, string newChatId) => Note(chatId, Moved + newChatId);

    /// <inheritdoc />
    public Task Unreachable(string chatId, FailureReason reason) => Note(chatId, Closed + reason);

    /// <inheritdoc />
    public Task Reachable(string chatId) => ForgetClosed.Run(redis.GetDatabase(), [Key(keys, chatId)], []);

    /// <summary>Where a chat's note is.</summary>
    internal static RedisKey Key(RedisKeys keys, string chatId) => keys.Of("chat", chatId);

    /// <summary>What a note says.</summary>
    internal static ChatNote Read(string note) => note.StartsWith(Moved, StringComparison.Ordinal)
        ? new ChatNote(note[Moved.Length..], Unreachable: null)
        : new ChatNote(MovedTo: null, Enum.Parse<FailureReason>(note[Closed.Length..]));

    private Task Note(string chatId, string note) => redis.GetDatabase().StringSetAsync(Key(keys, chatId), note, Kept).WaitAsync(RedisScript.Patience);
}
