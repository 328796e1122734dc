using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/reopen &lt;id&gt;: a manager takes back an expiry or a cancellation, also where the card with its button is out of reach. The booking's own question is the answer.</summary>
public sealed class ReopenCommand(IServiceScopeFactory scopes, DeadlinePlan plan, TimeProvider time) : ICommand
{
    private static readonly Guid Orders = new("b5b1d9d8-3f0e-5d0b-9a55-7f6c0d5f1e77");

    /// <summary>Orders it, or says why it cannot be done.</summary>
    public async Task RunAsync(CommandOrder order)
    {
        var id = order.Line.Argument;
        if (id.Length is 0 or > 200)
        {
            await order.ReplyAsync("command_reopen_usage");
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var booking = await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>().Load(BookingCorrelation.Of(id));
        if (booking?.Booking is null)
        {
            await order.ReplyAsync("booking_not_found", ("booking_id", id));
        }
        else if (booking.Decision?.Outcome is not (Outcome.Expired or Outcome.Cancelled) || plan.HasBegun(booking))
        {
            await order.ReplyAsync("reopen_impossible", BookingTemplateValues.Of(booking, time.GetUtcNow()));
        }
        else
        {
            // The same update again is the same order.
            await order.Context.Publish(
                new ReopenBooking { BookingId = id, By = order.Message.WriterName, Via = "chat" },
                c => c.MessageId = NameBasedId.Of(Orders, order.Occasion),
                order.Context.CancellationToken);
        }
    }
}
