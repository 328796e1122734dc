using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>What became of a message, as far as this delivery of it goes.</summary>
internal abstract record DeliveryResult
{
    /// <summary>It is in its chat.</summary>
    /// <param name="Delivery">Where.</param>
    /// <param name="Attempts">How many requests it took.</param>
    /// <param name="IsNews">False where the ledger knew it before.</param>
    /// <param name="Parts">Telegram's ids of its parts, where it was split.</param>
    public sealed record Sent(DeliveredMessage Delivery, int Attempts, bool IsNews, IReadOnlyList<long>? Parts = null) : DeliveryResult;

    /// <summary>It will not be delivered.</summary>
    public sealed record Failed(FailureReason Reason, string? Detail, int Attempts, bool IsNews) : DeliveryResult;

    /// <summary>Nobody can say, and it is not sent again by itself.</summary>
    public sealed record Unknown(int Attempts, bool IsNews) : DeliveryResult;

    /// <summary>Somebody else is making the request: look again when that must be over.</summary>
    public sealed record Held(DateTimeOffset Until) : DeliveryResult;

    /// <summary>It must come back then.</summary>
    public sealed record MustWait(DateTimeOffset Until, long? Place) : DeliveryResult;

    /// <summary>Nothing was sent, and the next attempt may well succeed.</summary>
    public sealed record TryAgain(string Why, int Attempts) : DeliveryResult;
}
