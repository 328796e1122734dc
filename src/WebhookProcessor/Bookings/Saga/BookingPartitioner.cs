using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>
/// What concerns one booking waits for each other within the process, whichever queue brings it: fifty presses on one booking
/// wait here, where waiting is free, and only those of other processes meet in the store.
/// </summary>
public sealed class BookingPartitioner
{
    private const int Lines = 256;

    private readonly Lock _lock = new();
    private IPartitioner? _lines;

    /// <summary>On the saga's own queue.</summary>
    public void OfBookings(IReceiveEndpointConfigurator endpoint)
    {
        var lines = LinesOf(endpoint);
        endpoint.UsePartitioner<ButtonPressed>(lines, c => c.Message.CorrelationId);
        endpoint.UsePartitioner<BookingCreated>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<ConfirmBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<RejectBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<CancelBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<BookingCancelled>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<BookingRescheduled>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<BookingChanged>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<ReopenBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<EraseBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<RenewBookingLink>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<RefuseUndo>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<MessageSent>(lines, c => BookingCorrelation.Of(c.Message.BookingId ?? ""));
    }

    /// <summary>On the queue of presses, behind the gate.</summary>
    public void OfPresses(IReceiveEndpointConfigurator endpoint) =>
        endpoint.UsePartitioner<TelegramPressReceived>(LinesOf(endpoint), c => c.GetPayload<VerifiedCallbackQuery>().Button.Booking);

    private IPartitioner LinesOf(IReceiveEndpointConfigurator endpoint)
    {
        lock (_lock)
        {
            return _lines ??= endpoint.CreatePartitioner(Lines);
        }
    }
}
