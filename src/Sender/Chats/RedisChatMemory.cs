using System.Globalization;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Contracts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Chats;

/// <summary>The memory of all Senders together. A note is forgotten after a month without a refusal.</summary>
public sealed class RedisChatMemory(IConnectionMultiplexer redis, RedisKeys keys, TimeProvider time) : IChatMemory
{
    private const string Moved = "to:";
    private const string Closed = "no:";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly RedisScript NoteScript = RedisScript.Load<RedisChatMemory>("chat-note.lua");
    private static readonly RedisScript ForgetClosed = RedisScript.Load<RedisChatMemory>("chat-reachable.lua");

    /// <inheritdoc />
    public async Task<ChatNote?> Find(string chatId)
    {
        var note = (string?)await redis.GetDatabase().StringGetAsync(Key(keys, chatId));
        return note is null ? null : Read(note);
    }

    /// <inheritdoc />
    public Task Migrated(string chatId, string newChatId) => Note(chatId, Moved + newChatId);

    /// <inheritdoc />
    public async Task Unreachable(string chatId, FailureReason reason)
    {
        // Two refusals at once may count as one, which only asks the chat once more.
        var note = ChatNote.After(await Find(chatId), reason, time.GetUtcNow());
        await Note(chatId, string.Create(CultureInfo.InvariantCulture, $"{Closed}{reason}:{note.Refusals}:{note.AskAgainAt.ToUnixTimeMilliseconds()}"));
    }

    /// <inheritdoc />
    public Task Reachable(string chatId) => ForgetClosed.EvaluateAsync(redis.GetDatabase(), [Key(keys, chatId)], []);

    /// <summary>Where a chat's note is.</summary>
    internal static RedisKey Key(RedisKeys keys, string chatId) => keys.Of("chat", chatId);

    /// <summary>What a note says.</summary>
    internal static ChatNote Read(string note) => note.StartsWith(Moved, StringComparison.Ordinal)
        ? new ChatNote(note[Moved.Length..], Unreachable: null)
        : ReadClosed(note[Closed.Length..].Split(':'));

    // Notes of earlier versions hold the reason alone: like a first refusal, they are tried once more.
    private static ChatNote ReadClosed(string[] parts) => parts.Length == 3
        ? new ChatNote(MovedTo: null, Enum.Parse<FailureReason>(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[2], CultureInfo.InvariantCulture)))
        : new ChatNote(MovedTo: null, Enum.Parse<FailureReason>(parts[0]), Refusals: 1);

    private Task Note(string chatId, string note) => NoteScript.EvaluateAsync(redis.GetDatabase(), [Key(keys, chatId)], [note, (long)Kept.TotalMilliseconds]);
}
