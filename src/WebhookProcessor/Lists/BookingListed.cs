using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Lists;

/// <summary>Where a booking belongs in the lists of open decisions and of sessions by day. Published by its saga, consumed here; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Lists:BookingListed")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Lists:BookingListed")]
public sealed record BookingListed
{
    /// <summary>The booking's saga.</summary>
    public required Guid Booking { get; init; }

    /// <summary>True while it waits for a decision.</summary>
    public required bool Open { get; init; }

    /// <summary>Counts the booking's changes: an older word never undoes a newer one.</summary>
    public required int Revision { get; init; }

    /// <summary>The day of the session.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>When the booking was first heard of: the order of the open ones.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
