using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/booking &lt;id&gt;: where one booking stands.</summary>
public sealed class BookingCommand(IServiceScopeFactory scopes, ReadValues values, TimeProvider time) : ICommand
{
    public async Task RunAsync(CommandOrder order)
    {
        var id = order.Line.Argument;
        if (id.Length is 0 or > 200)
        {
            await order.ReplyAsync("command_booking_usage");
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var booking = await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>().Load(BookingCorrelation.Of(id));
        if (booking?.Booking is null)
        {
            await order.ReplyAsync("booking_not_found", ("booking_id", id));
        }
        else
        {
            await order.ReplyAsync("booking_details", values.Of(booking, time.GetUtcNow(), order.Language));
        }
    }
}
