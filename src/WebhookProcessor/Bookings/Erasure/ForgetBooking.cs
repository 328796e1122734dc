using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>A booking's time is over (<c>RETENTION_BOOKINGS_DAYS</c>): nothing of it is kept. Published by <see cref="BookingRetention"/>, consumed by the booking's saga; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Bookings:ForgetBooking")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Bookings:ForgetBooking")]
public sealed record ForgetBooking : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The revision that was found to be over: what happened to it since keeps it.</summary>
    public required int Revision { get; init; }
}
