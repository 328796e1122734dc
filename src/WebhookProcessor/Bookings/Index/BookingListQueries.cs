using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Answers which bookings there are. Changes nothing, so it may run any number of times.</summary>
public sealed class BookingListQueries(IBookingIndexSource index, DeadlineOptions deadlines, TimeProvider time) : IConsumer<ListBookings>
{
    public async Task Consume(ConsumeContext<ListBookings> context) => await context.RespondAsync((await index.CurrentAsync(context.CancellationToken)).Read(context.Message, deadlines.EscalatedBefore(time.GetUtcNow())));
}
