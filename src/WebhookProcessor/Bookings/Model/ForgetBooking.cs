using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>A booking is past its retention (<c>RETENTION_BOOKINGS_DAYS</c>) and is deleted. Published by <see cref="BookingRetention"/>, consumed by the booking's saga; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Bookings:ForgetBooking")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Bookings:ForgetBooking")]
public sealed record ForgetBooking : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The revision that was past its retention: a later change keeps the booking.</summary>
    public required int Revision { get; init; }
}
