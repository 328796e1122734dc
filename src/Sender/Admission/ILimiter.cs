namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// Telegram's limits (docs/telegram.md 16), kept by all Senders together. It never waits itself: it says when.
/// Nothing is used up by an answer other than <see cref="AdmissionResult.Go"/>, except a place in the chat's queue where one is given out.
/// </summary>
public interface ILimiter
{
    /// <summary>Asks whether a request may be made now; answers <see cref="AdmissionResult.Go"/> or one of the two waits.</summary>
    Task<AdmissionResult> AskAsync(AdmissionRequest wanted);

    /// <summary>Telegram answered 429: closes the bucket that it concerns, for everybody, for exactly as long (docs/telegram.md 17).</summary>
    /// <param name="chatId">The chat that the request was for.</param>
    /// <param name="retryAfter">What Telegram asked for.</param>
    /// <returns>Which bucket it was.</returns>
    Task<Scope> PenaliseAsync(string chatId, TimeSpan retryAfter);

    /// <summary>The chats that are closed now, and until when; those that open last first, 500 at most.</summary>
    Task<IReadOnlyList<(string ChatId, DateTimeOffset Until)>> ClosedAsync();

    /// <summary>How much of the bot's limit was used in the last five seconds.</summary>
    Task<RequestRate> RateAsync();
}

/// <summary>Which bucket a 429 concerns.</summary>
public enum Scope
{
    Chat,

    /// <summary>The whole bot's.</summary>
    Bot,
}
