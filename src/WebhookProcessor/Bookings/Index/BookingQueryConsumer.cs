using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Answers a booking's state. Changes nothing, so it may run any number of times.</summary>
public sealed class BookingQueryConsumer(ILoadSagaRepository<BookingDecision> bookings) : IConsumer<GetBooking>
{
    public async Task Consume(ConsumeContext<GetBooking> context)
    {
        if (await bookings.Load(BookingCorrelation.Of(context.Message.BookingId)) is { } booking)
        {
            await context.RespondAsync(BookingStates.Of(booking));
        }
        else
        {
            await context.RespondAsync(new BookingNotFound { BookingId = context.Message.BookingId });
        }
    }
}
