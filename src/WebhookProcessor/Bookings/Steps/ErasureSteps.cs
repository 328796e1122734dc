using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's step when the person is to be forgotten: the booking, its place in the lists and the staff's cards say "erased"; nobody else is told. Of a former customer only what the cards show no more is erased.</summary>
public sealed class ErasureSteps(BookingSteps steps, DeadlineSteps deadlines, TimeProvider time)
{
    /// <summary>Erases and answers. The same order again changes nothing.</summary>
    public async Task EraseAsync(BehaviorContext<BookingDecision, EraseBooking> context)
    {
        if (context.Message.FormerOnly == true)
        {
            await EraseFormerAsync(context);
            return;
        }

        var booking = context.Saga;
        if (ErasedBooking.Erase(booking))
        {
            booking.Revision++;
            booking.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = ErasedBooking.What, From = "http" });
            await steps.EraseFromCardsAsync(context);
            booking.Retired.Clear();
            await BookingSteps.UpdateIndexAsync(context);
            await deadlines.SetDeadlineAsync(context);
        }

        await BookingSteps.AnswerOrderAsync(context, applied: true);
    }

    /// <summary>Erases what the booking came with, where another customer has it now, and answers. The same order again changes nothing.</summary>
    public async Task EraseFormerAsync<T>(BehaviorContext<BookingDecision, T> context)
        where T : class
    {
        if (ErasedBooking.EraseFormer(context.Saga))
        {
            context.Saga.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = "former_erased", From = "http" });
            // They may show who was the customer when they were edited last.
            await steps.EraseFromRetiredAsync(context);
            await BookingSteps.UpdateIndexAsync(context);
        }

        await BookingSteps.AnswerOrderAsync(context, applied: true);
    }
}
