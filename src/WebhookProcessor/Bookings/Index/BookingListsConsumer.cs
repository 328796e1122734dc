using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Keeps the lists. The same message twice, or an older one late, changes nothing.</summary>
public sealed class BookingListsConsumer(IBookingLists lists) : IConsumer<BookingListed>
{
    public Task Consume(ConsumeContext<BookingListed> context) => lists.PutAsync(context.Message);
}
