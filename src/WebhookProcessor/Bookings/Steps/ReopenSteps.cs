using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around an expiry or a cancellation that is taken back.</summary>
public sealed class ReopenSteps(DeadlinePlan plan, BookingSteps steps, AskSteps asks, CallbackAnswers answers, TimeProvider time)
{
    /// <summary>True while the session lies ahead; false for one that has begun or is unknown.</summary>
    public bool IsInTime(BehaviorContext<BookingDecision> context) => context.Saga.Booking is not null && !plan.HasBegun(context.Saga);

    /// <summary>True for a repetition of the order that reopened it, which gets the same answer.</summary>
    public static bool IsRepetition(BehaviorContext<BookingDecision> context) => context.Saga.UndoneBy == DecisionSource.Of(context, "").Cause;

    /// <summary>Takes it back: the wait begins again, and every older button is outdated.</summary>
    public void Reopen(BehaviorContext<BookingDecision> context, DecisionSource source)
    {
        var booking = context.Saga;
        booking.LastOutcome = booking.Decision!.Outcome;
        booking.UndoneBy = source.Cause;
        booking.BeginAgain(time.GetUtcNow());
        booking.Audit.Add(new AuditEntry { At = booking.OpenSince, What = "reopened", Who = source.By, From = source.From, ChatId = source.ChatId, Reason = source.Reason });
    }

    /// <summary>The platform is told first; the cards are questions again, a new one notifies staff, and the customer reads the state.</summary>
    public async Task AnnounceAsync(BehaviorContext<BookingDecision> context, string by)
    {
        var booking = context.Saga;
        var wasHeld = booking.AskAt is not null;
        booking.AskAt = null; // Staff are asked by the reopening itself.
        var reopened = new BookingReopened
        {
            BookingId = booking.BookingId,
            ReopenedBy = by,
            ReopenedAt = booking.OpenSince,
            Sequence = booking.Revision,
            Previous = booking.TellAfter(booking.OpenSince),
            Was = booking.LastOutcome == Outcome.Expired ? "expired" : "cancelled",
        };
        await context.Publish(reopened, c => c.MessageId = BookingCorrelation.Message(booking.CorrelationId, $"outcome:{booking.Revision}"));
        await steps.TellEverybodyAsync(context);
        await asks.AskStaffAsync(context, $"reopened:{booking.Revision}", "booking_reopened", withPictures: wasHeld);
    }

    /// <summary>Tells the user that it is done.</summary>
    public Task AnswerReopenedAsync(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        answers.AnswerAsync(context, "popup_undone", alert: false);

    /// <summary>Tells the user that the session has begun.</summary>
    public Task AnswerTooLateAsync(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        answers.AnswerAsync(context, "popup_session_begun", alert: true);
}
