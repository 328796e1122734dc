using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>Somebody asked for an open decision with fresh buttons: the way back for presses that Telegram dropped (docs/telegram.md 8). Published by /pending, consumed by the booking's saga; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Bookings:ShowAgain")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Bookings:ShowAgain")]
public sealed record ShowBookingAgain : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    public required string ChatId { get; init; }

    /// <summary>In which topic.</summary>
    public int? ThreadId { get; init; }

    public required string Language { get; init; }

    /// <summary>The message that is to be read before it; null for none.</summary>
    public Guid? After { get; init; }

    /// <summary>Names the showing: the same one again is the same message.</summary>
    public required string Occasion { get; init; }
}
