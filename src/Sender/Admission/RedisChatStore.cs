using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The memory of all Senders together. A note is forgotten after a month without a refusal.</summary>
public sealed class RedisChatStore(IConnectionMultiplexer redis, RedisKeys keys, TimeProvider time) : IChatStore
{
    private const string Moved = "to:";
    private const string Closed = "no:";

    // More than chats that are noted in the same millisecond.
    private const int Block = 1000;

    private static readonly RedisScript NoteScript = RedisScript.Load<RedisChatStore>("chat-note.lua");
    private static readonly RedisScript ForgetUnchanged = RedisScript.Load<RedisChatStore>("chat-reachable.lua");

    public async Task<ChatStatus?> FindAsync(string chatId)
    {
        var note = (string?)await redis.GetDatabase().StringGetAsync(Key(keys, chatId));
        return note is null ? null : Read(note);
    }

    public Task MigratedAsync(string chatId, string newChatId) => NoteAsync(chatId, Moved + newChatId);

    public async Task UnreachableAsync(string chatId, FailureReason reason)
    {
        // Two refusals at once may count as one; then the chat is tried once more.
        var note = ChatStatus.After(await FindAsync(chatId), reason, time.GetUtcNow());
        await NoteAsync(chatId, Write(note));
    }

    public async Task ReachableAsync(string chatId, bool isWritten, DateTimeOffset seenAt, Func<Task> tellAsync)
    {
        var note = (string?)await redis.GetDatabase().StringGetAsync(Key(keys, chatId));
        if (note is not null && Read(note).EndsWith(isWritten, seenAt))
        {
            await tellAsync();
            await ForgetUnchanged.EvaluateAsync(redis.GetDatabase(), [Key(keys, chatId)], [note]);
        }
    }

    public async Task<ChatStatus?> AskAgainAsync(string chatId)
    {
        if (await FindAsync(chatId) is not { IsAskedAgain: false } known)
        {
            return null;
        }

        await (known.Unreachable is null ? ForgetAsync(chatId) : NoteAsync(chatId, Write(known.AskedAgain)));
        return known;
    }

    public async Task ForgetAsync(string chatId)
    {
        var db = redis.GetDatabase();
        await db.KeyDeleteAsync(Key(keys, chatId));
        await db.SortedSetRemoveAsync(List, RedisKeys.ChatOf(chatId));
        // As it was written, in its own capitals.
        await db.SortedSetRemoveAsync(RedisLimiter.ClosedList(keys), chatId);
    }

    public async Task<IReadOnlyList<NotedChat>> ListAsync(ChatPlace? after, int limit)
    {
        var db = redis.GetDatabase();
        await db.SortedSetRemoveRangeByScoreAsync(List, double.NegativeInfinity, (time.GetUtcNow() - IChatStore.Kept).ToUnixTimeMilliseconds());
        var found = new List<NotedChat>();
        while (true)
        {
            var listed = await db.SortedSetRangeByScoreWithScoresAsync(List, double.NegativeInfinity, after?.At ?? double.PositiveInfinity, Exclude.None, Order.Descending, 0, Block);
            var places = listed.Select(entry => new ChatPlace((long)entry.Score, (string)entry.Element!)).Where(place => after is null || place.IsBehind(after.Value)).ToArray();
            var notes = places.Length == 0 ? [] : await db.StringGetAsync([.. places.Select(place => Key(keys, place.ChatId))]);
            found.AddRange(places.Zip(notes).Where(noted => !noted.Second.IsNull).Select(noted => new NotedChat(noted.First, Read(noted.Second!))).Where(noted => !noted.Status.IsAskedAgain));
            // The list is a hint: outdated entries are removed when it is read.
            await db.SortedSetRemoveAsync(List, [.. places.Zip(notes).Where(noted => noted.Second.IsNull).Select(noted => (RedisValue)noted.First.ChatId)]);
            if (found.Count >= limit || listed.Length < Block || places.Length == 0)
            {
                return [.. found.Take(limit)];
            }

            after = places[^1];
        }
    }

    /// <summary>Where a chat's note is.</summary>
    internal static RedisKey Key(RedisKeys keys, string chatId) => keys.OfChat("chat", chatId);

    /// <summary>What a note says.</summary>
    internal static ChatStatus Read(string note) => note.StartsWith(Moved, StringComparison.Ordinal)
        ? new ChatStatus(note[Moved.Length..], Unreachable: null)
        : ReadClosed(note[Closed.Length..].Split(':'));

    private static string Write(ChatStatus note) => string.Create(CultureInfo.InvariantCulture, $"{Closed}{note.Unreachable}:{note.Refusals}:{note.AskAgainAt.ToUnixTimeMilliseconds()}");

    // Notes of earlier versions hold the reason alone: like a first refusal, they are tried once more.
    private static ChatStatus ReadClosed(string[] parts) => parts.Length == 3
        ? new ChatStatus(MovedTo: null, Enum.Parse<FailureReason>(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[2], CultureInfo.InvariantCulture)))
        : new ChatStatus(MovedTo: null, Enum.Parse<FailureReason>(parts[0]), Refusals: 1);

    private RedisKey List => keys.Of("chats");

    private Task NoteAsync(string chatId, string note) =>
        NoteScript.EvaluateAsync(redis.GetDatabase(), [Key(keys, chatId), List], [note, (long)IChatStore.Kept.TotalMilliseconds, time.GetUtcNow().ToUnixTimeMilliseconds(), RedisKeys.ChatOf(chatId)]);
}
