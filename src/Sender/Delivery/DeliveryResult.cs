using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>What became of a message or an edit, as far as this delivery of it goes.</summary>
internal abstract record DeliveryResult
{
    private DeliveryResult()
    {
    }

    /// <summary>It is in its chat.</summary>
    /// <param name="Delivery">Where.</param>
    /// <param name="Attempts">How many requests it took.</param>
    /// <param name="Parts">Telegram's ids of its parts, where it was split.</param>
    public sealed record Delivered(DeliveredMessage Delivery, int Attempts, IReadOnlyList<long>? Parts = null) : DeliveryResult;

    /// <summary>It was in its chat before: the ledger knew it.</summary>
    public sealed record Duplicate(DeliveredMessage Delivery, int Attempts, IReadOnlyList<long>? Parts = null) : DeliveryResult;

    /// <summary>It must come back then, with that place in its chat's queue.</summary>
    public sealed record Deferred(DateTimeOffset Until, long? Place, DeferralReason Why) : DeliveryResult;

    /// <summary>Nothing was sent, and the next attempt may well succeed.</summary>
    public sealed record Retry(string Why, int Attempts) : DeliveryResult;

    /// <summary>It will not be delivered.</summary>
    /// <param name="Reason">The class.</param>
    /// <param name="Detail">Telegram's own words, where it had some.</param>
    /// <param name="Attempts">How many requests were made.</param>
    /// <param name="IsNews">False where the ledger knew it before.</param>
    public sealed record Failed(FailureReason Reason, string? Detail, int Attempts, bool IsNews = true) : DeliveryResult
    {
        /// <summary>False where its order must not lie in an error queue.</summary>
        public bool IsKept { get; init; } = true;

        /// <summary>The name of an outcome that ends a message or an edit.</summary>
        public static Failed Of(TelegramOutcome outcome, int attempts) => outcome switch
        {
            TelegramOutcome.Permanent permanent => new(permanent.Reason, permanent.Description, attempts),
            TelegramOutcome.MalformedMarkup malformed => new(FailureReason.MalformedMarkup, malformed.Description, attempts),
            TelegramOutcome.TooLong => new(FailureReason.TooLong, "Telegram takes 4096 characters, and 1024 below a photo", attempts),
            TelegramOutcome.Transient or TelegramOutcome.Ambiguous or TelegramOutcome.Conflict => new(FailureReason.Unavailable, outcome.GetType().Name, attempts),
            _ => new(FailureReason.Refused, outcome.GetType().Name, attempts),
        };
    }

    /// <summary>Nobody can say, and it is not sent again by itself.</summary>
    public sealed record Unknown(int Attempts, bool IsNews) : DeliveryResult;

    /// <summary>Its time was over before it was sent, or before all its parts were.</summary>
    public sealed record Expired : DeliveryResult;

    /// <summary>Another order takes its place, and nothing is published: a later edit, or the same order without an erased person or with its language.</summary>
    public sealed record Superseded : DeliveryResult;
}

/// <summary>For what a delivery waits.</summary>
internal enum DeferralReason
{
    /// <summary>The limits of its chat or of the bot, or that everything is stopped.</summary>
    Limits,

    /// <summary>Its own time, which its order names.</summary>
    SendAt,

    /// <summary>Another delivery: of itself, or of a message that is to be in the chat before it.</summary>
    Another,
}
