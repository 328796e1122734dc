using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around taking a decision back.</summary>
public sealed class UndoSteps(DeadlinePlan plan, CallbackAnswers answers, RefusedCallbackQueries refused, TimeProvider time)
{
    private const string Outdated = "popup_outdated";

    /// <summary>True when this user may take this decision back now.</summary>
    public bool IsAllowed(BehaviorContext<BookingDecision, ButtonPressed> context) => Refusal(context.Saga, context.Message) is null;

    /// <summary>Takes the decision back: the wait begins again, and every older button is outdated.</summary>
    public void Reopen(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        var (booking, press) = (context.Saga, context.Message);
        booking.LastOutcome = booking.Decision!.Outcome;
        booking.UndoneBy = press.Press();
        booking.BeginAgain(time.GetUtcNow());
        booking.Audit.Add(new AuditEntry { At = booking.OpenSince, What = "undone", Who = press.UserName, From = "chat", ChatId = press.ChatId });
    }

    /// <summary>Tells the platform that the booking waits again.</summary>
    public static Task TellPlatformAsync(BehaviorContext<BookingDecision, ButtonPressed> context) => context.Publish(
        new BookingReopened
        {
            BookingId = context.Saga.BookingId,
            ReopenedBy = context.Message.UserName,
            ReopenedAt = context.Saga.OpenSince,
            Sequence = context.Saga.Revision,
            Previous = context.Saga.TellAfter(context.Saga.OpenSince),
            Was = context.Saga.LastOutcome == Outcome.Confirmed ? "confirmed" : "rejected",
        },
        c => c.MessageId = BookingCorrelation.Message(context.Saga.CorrelationId, $"outcome:{context.Saga.Revision}"));

    /// <summary>Tells the user that it is done.</summary>
    public Task AnswerUndoneAsync(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        answers.AnswerAsync(context, "popup_undone", alert: false);

    /// <summary>Tells the user why it cannot be done.</summary>
    public Task AnswerRefusedAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        var why = Refusal(context.Saga, context.Message)!;
        if (why == Outdated)
        {
            refused.Outdated(context.Message);
        }
        return answers.AnswerAsync(context, why, alert: true);
    }

    /// <summary>Tells the user that no decision stands; a repetition of the press that took it back gets the same answer.</summary>
    public Task AnswerNotDecidedAsync(BehaviorContext<BookingDecision, ButtonPressed> context) => context.Saga.UndoneBy == context.Message.Press()
        ? AnswerUndoneAsync(context)
        : answers.AnswerAsync(context, "popup_not_decided", alert: true);

    /// <summary>True where the platform names no outcome, or the one that stands: it may not know yet that the one it acts on was taken back and decided again.</summary>
    public static bool IsOfStanding(BehaviorContext<BookingDecision, RefuseUndo> context) =>
        context.Message.Sequence is not { } meant || meant == (context.Saga.LastTold?.Sequence ?? context.Saga.Revision);

    /// <summary>The platform acts on the decision, so it becomes final. A repetition changes nothing.</summary>
    public void Refuse(BehaviorContext<BookingDecision, RefuseUndo> context)
    {
        var (booking, order) = (context.Saga, context.Message);
        if (booking.UndoRefused)
        {
            return;
        }
        booking.UndoRefused = true;
        booking.Audit.Add(new AuditEntry
        {
            At = time.GetUtcNow(), What = "undo_refused", Who = order.By, From = DecisionSource.Of(context, "").From, Reason = order.Reason,
        });
    }

    /// <summary>The time to take it back is over.</summary>
    public static void End(BehaviorContext<BookingDecision> context) => context.Saga.UndoEnded = true;

    private string? Refusal(BookingDecision booking, ButtonPressed press)
    {
        if (press.KeyboardVersion != booking.KeyboardVersion)
        {
            return Outdated;
        }
        if (booking.UndoEnded || plan.UndoUntil(booking) is not { } until || time.GetUtcNow() >= until)
        {
            return "popup_undo_too_late";
        }
        return booking.Decision!.ByUserId == press.UserId || press.Role >= Role.Manager ? null : "popup_undo_not_yours";
    }
}
