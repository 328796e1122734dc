using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Limits;

/// <summary>
/// Telegram's limits (TELEGRAM.md 16), kept by all Senders together. It never waits itself: it says when.
/// Nothing is used up by an answer other than <see cref="Verdict.Go"/>, except a place in the chat's line where one is given out.
/// </summary>
public interface ILimiter
{
    /// <summary>Asks whether a request may be made now.</summary>
    Task<Verdict> Ask(Permission wanted);

    /// <summary>Telegram answered 429: closes the bucket that it concerns, for everybody, for exactly as long (17).</summary>
    /// <param name="chatId">The chat that the request was for.</param>
    /// <param name="retryAfter">What Telegram asked for.</param>
    /// <returns>Which bucket it was.</returns>
    Task<Scope> Penalise(string chatId, TimeSpan retryAfter);
}

/// <summary>What is asked of the limiter.</summary>
/// <param name="ChatId">The chat that the request is for.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Place">The place in the chat's line that an earlier answer gave; null at first.</param>
public readonly record struct Permission(string ChatId, Priority Priority, long? Place = null);

/// <summary>The limiter's answer.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Make the request at that moment, a tenth of a second ahead at most for all but urgent ones.</summary>
    /// <param name="At">When; the past or the present mean now.</param>
    /// <param name="Place">The place that it had, should Telegram send it back with 429.</param>
    public sealed record Go(DateTimeOffset At, long Place) : Verdict;

    /// <summary>The chat must wait: come back then, with that place, and it is your turn.</summary>
    /// <param name="Until">When.</param>
    /// <param name="Place">Yours, in the chat's line.</param>
    public sealed record ChatWaits(DateTimeOffset Until, long Place) : Verdict;

    /// <summary>The whole bot must wait: ask again then.</summary>
    /// <param name="Until">When.</param>
    public sealed record BotWaits(DateTimeOffset Until) : Verdict;
}

/// <summary>Which bucket a 429 concerns.</summary>
public enum Scope
{
    /// <summary>The chat's.</summary>
    Chat,

    /// <summary>The whole bot's.</summary>
    Bot,
}
