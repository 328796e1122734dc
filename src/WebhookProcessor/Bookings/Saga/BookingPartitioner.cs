using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>
/// Messages about one booking run one after another within the process, from whichever queue: fifty presses on one booking
/// wait here, where waiting costs nothing, and only presses of other processes conflict in the store.
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
        endpoint.UsePartitioner<BookingCreated>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<ConfirmBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<RejectBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<CancelBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<BookingCancelled>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<BookingRescheduled>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<BookingChanged>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<ReopenBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<EraseBooking>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
        endpoint.UsePartitioner<EraseFormerCustomer>(lines, c => BookingCorrelation.Of(c.Message.BookingId));
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
