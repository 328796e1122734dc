using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>What was learned of chats by writing to them, kept for all Senders, so that one refusal is enough. The capitals of a public name mean nothing (docs/telegram.md 35).</summary>
public interface IChatStore
{
    /// <summary>How long a note is kept after the last move or refusal.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>What is known of a chat; null when it can be reached.</summary>
    Task<ChatStatus?> FindAsync(string chatId);

    /// <summary>The group has a new number from now on (docs/telegram.md 18).</summary>
    Task MigratedAsync(string chatId, string newChatId);

    /// <summary>Telegram said that this chat cannot be reached (docs/telegram.md 19). The first refusal may be wrong; <see cref="ChatStatus"/> says when it counts.</summary>
    Task UnreachableAsync(string chatId, FailureReason reason);

    /// <summary>
    /// A message or a membership came from this chat, or a request for it succeeded: it can be reached. Where that is news it is told, and the note goes after that:
    /// where telling fails, the next sign of life tells it. A refusal that comes meanwhile stays noted.
    /// </summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="isWritten">False where something only came from it, which does not say that the bot may write there.</param>
    /// <param name="seenAt">When it was seen: a refusal after that stands. What comes late, out of a queue that nobody read, says nothing of today.</param>
    /// <param name="tellAsync">Tells it. Runs again where the note could not be removed.</param>
    Task ReachableAsync(string chatId, bool isWritten, DateTimeOffset seenAt, Func<Task> tellAsync);

    /// <summary>
    /// Lets the next request ask Telegram: a move is forgotten, refusals count no longer. That the chat could not be reached stays noted, so that its first success is news.
    /// Returns what was known; null where nothing was, or it is asked again already.
    /// </summary>
    Task<ChatStatus?> AskAgainAsync(string chatId);

    /// <summary>Removes every note of a chat.</summary>
    Task ForgetAsync(string chatId);

    /// <summary>The chats with a problem, the latest note first; without those that are asked again.</summary>
    /// <param name="after">Only notes behind this one; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<NotedChat>> ListAsync(ChatPlace? after, int limit);
}

/// <summary>A note about a chat.</summary>
/// <param name="Place">Where it stands in the list.</param>
/// <param name="Status">The problem.</param>
public sealed record NotedChat(ChatPlace Place, ChatStatus Status);

/// <summary>A place in the list of chats.</summary>
/// <param name="At">When the note was made, milliseconds since 1970.</param>
/// <param name="ChatId">The chat.</param>
public readonly record struct ChatPlace(long At, string ChatId)
{
    /// <summary>True for a place behind another, the latest first.</summary>
    public bool IsBehind(ChatPlace other) => At < other.At || (At == other.At && string.CompareOrdinal(ChatId, other.ChatId) < 0);
}

/// <summary>The problem of a chat: exactly one of the first two.</summary>
/// <param name="MovedTo">The chat's new number.</param>
/// <param name="Unreachable">Why it cannot be reached.</param>
/// <param name="Refusals">How often Telegram said so in a row; 0 where it is to be asked again.</param>
/// <param name="AskAgainAt">When the chat is tried again although it counts as unreachable.</param>
public sealed record ChatStatus(string? MovedTo, FailureReason? Unreachable, int Refusals = 0, DateTimeOffset AskAgainAt = default)
{
    // Updates are dated by the Gateway's clock.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(1);

    // From the second refusal on: the last goes on.
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12), TimeSpan.FromDays(1)];

    /// <summary>The note after one more refusal. The first does not count: Telegram also gives it for passing problems (docs/telegram.md 19).</summary>
    public static ChatStatus After(ChatStatus? before, FailureReason reason, DateTimeOffset now)
    {
        var refusals = before is { Unreachable: not null } ? before.Refusals + 1 : 1;
        return new ChatStatus(MovedTo: null, reason, refusals, now + PauseAfter(refusals));
    }

    /// <summary>The note of an unreachable chat that is to be asked again.</summary>
    public ChatStatus AskedAgain => this with { Refusals = 0, AskAgainAt = default };

    /// <summary>True where Telegram is asked with the next request, whatever it said before.</summary>
    public bool IsAskedAgain => Unreachable is not null && Refusals == 0;

    /// <summary>True while messages for the chat fail without being tried. Where the bot only lacks a right each one is tried: nothing tells when it is given again.</summary>
    public bool IsClosed(DateTimeOffset now) => Unreachable is not (null or FailureReason.Forbidden) && Refusals >= 2 && now < AskAgainAt;

    /// <summary>True where a success of this kind removes the note. One of an earlier release does not say when it was made.</summary>
    public bool EndsWith(bool isWritten, DateTimeOffset seenAt) =>
        Unreachable is not null && (isWritten || Unreachable != FailureReason.Forbidden) && (Refusals == 0 || seenAt + ClocksApart + PauseAfter(Refusals) >= AskAgainAt);

    private static TimeSpan PauseAfter(int refusals) => refusals < 2 ? TimeSpan.Zero : Pauses[Math.Min(refusals - 2, Pauses.Length - 1)];
}
