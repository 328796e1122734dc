using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Where a booking belongs in the lists of open decisions and of sessions by day. Published by its saga, consumed here; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Lists:BookingListed")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Lists:BookingListed")]
public sealed record BookingListed
{
    /// <summary>The booking's saga.</summary>
    public required Guid Booking { get; init; }

    /// <summary>True while it waits for a decision.</summary>
    public required bool Open { get; init; }

    /// <summary>Counts the booking's changes: an older message never undoes a newer one. What changes without it (who the customer is) stands in the row alone, and the later one stays.</summary>
    public required int Revision { get; init; }

    /// <summary>The day of the session.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>When the booking was first known: the order of the open ones.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the index of all bookings knows of it; null in a message from before there was an index.</summary>
    public BookingRow? Row { get; init; }

    /// <summary>Where a stored booking belongs; null where only a decision about it came.</summary>
    public static BookingListed? Of(BookingDecision booking) => booking.Booking is null ? null : new BookingListed
    {
        Booking = booking.CorrelationId,
        Open = booking.Decision is null,
        Revision = booking.Revision,
        Date = booking.Booking.Date,
        CreatedAt = booking.FirstHeardAt,
        Row = BookingRow.Of(booking),
    };
}
