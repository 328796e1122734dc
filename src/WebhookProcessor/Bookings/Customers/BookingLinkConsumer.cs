using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Customers;

/// <summary>Writes the customer's link to a booking. Changes nothing: a link that nobody opens expires by itself.</summary>
public sealed class BookingLinkConsumer(ILoadSagaRepository<BookingDecision> bookings, LinkToken tokens, CustomerLinkOptions options, BotName bot, TimeProvider time) : IConsumer<GetBookingLink>
{
    public async Task Consume(ConsumeContext<GetBookingLink> context)
    {
        var id = context.Message.BookingId;
        if (await bookings.Load(BookingCorrelation.Of(id)) is not { } booking)
        {
            await context.RespondAsync(new BookingNotFound { BookingId = id });
            return;
        }

        var expires = time.GetUtcNow() + options.Life;
        await context.RespondAsync(new BookingLink
        {
            BookingId = id,
            Url = $"https://t.me/{await bot.GetAsync(context.CancellationToken)}?start={tokens.Write(booking.CorrelationId, expires, booking.LinkVersion)}",
            ExpiresAt = expires,
        });
    }
}
