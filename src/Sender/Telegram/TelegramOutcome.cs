using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>What an answer of Telegram means for the message, and so what is to be done next.</summary>
public abstract record TelegramOutcome
{
    private TelegramOutcome()
    {
    }

    /// <summary>Telegram carried it out.</summary>
    /// <param name="MessageId">Telegram's id of the message, of an album's first one; null for calls that make none.</param>
    /// <param name="Photos">The messages with photos that it made; null for none.</param>
    public sealed record Delivered(long? MessageId, IReadOnlyList<SentPhoto>? Photos = null) : TelegramOutcome;

    /// <summary>The edit is already in place: a success (docs/telegram.md 20).</summary>
    public sealed record NotModified : TelegramOutcome;

    /// <summary>Too much at once: wait, and nothing else, for this attempt does not count (docs/telegram.md 17).</summary>
    /// <param name="RetryAfter">For how long.</param>
    public sealed record RateLimited(TimeSpan RetryAfter) : TelegramOutcome;

    /// <summary>Nothing happened, and the next attempt may well succeed (docs/telegram.md 21, 22).</summary>
    /// <param name="Why">What went wrong.</param>
    public sealed record Transient(string Why) : TelegramOutcome;

    /// <summary>Nobody can say whether it happened (docs/telegram.md 22).</summary>
    /// <param name="Why">What went wrong.</param>
    public sealed record Ambiguous(string Why) : TelegramOutcome;

    /// <summary>Refused for good: a retry does not help (docs/telegram.md 19).</summary>
    /// <param name="Reason">The class.</param>
    /// <param name="Description">Telegram's own words.</param>
    public sealed record Permanent(FailureReason Reason, string Description) : TelegramOutcome;

    /// <summary>The group became a supergroup: the same message goes there at once (docs/telegram.md 18).</summary>
    /// <param name="ChatId">The chat's new number.</param>
    public sealed record Migrated(long ChatId) : TelegramOutcome;

    /// <summary>Telegram does not serve this bot: everything waits until an operator fixes it (docs/telegram.md 21).</summary>
    /// <param name="Why">What it is, where it is not a wrong token.</param>
    public sealed record Unauthorised(string? Why = null) : TelegramOutcome;

    /// <summary>Two pollers, or polling beside a webhook (docs/telegram.md 15).</summary>
    /// <param name="Description">Telegram's own words.</param>
    public sealed record Conflict(string Description) : TelegramOutcome;

    /// <summary>Telegram could not read the markup: worth one attempt as plain text (docs/telegram.md 27).</summary>
    /// <param name="Description">Telegram's own words.</param>
    public sealed record MalformedMarkup(string Description) : TelegramOutcome;

    /// <summary>The text is longer than Telegram takes (docs/telegram.md 26).</summary>
    public sealed record TooLong : TelegramOutcome;

    /// <summary>The press was too long ago for an answer: never fatal (docs/telegram.md 33).</summary>
    public sealed record QueryTooOld : TelegramOutcome;
}
