using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Answers which bookings there are. Changes nothing, so it may run any number of times.</summary>
public sealed class BookingListQueries(IBookingIndexSource index) : IConsumer<ListBookings>
{
    public async Task Consume(ConsumeContext<ListBookings> context) => await context.RespondAsync((await index.CurrentAsync(context.CancellationToken)).Read(context.Message));
}
