using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Buttons;
using PhStudio.Messaging.WebhookProcessor.Customers;
using PhStudio.Messaging.WebhookProcessor.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Undo;

namespace PhStudio.Messaging.WebhookProcessor.Bookings;

/// <content>
/// The flow. Where one event has several branches in one state, their conditions exclude each other by the event alone:
/// MassTransit asks each condition when its turn comes, after the branches before it have changed the booking.
/// </content>
public sealed partial class BookingDecisionStateMachine
{
    private void DrawArrival(BookingSteps steps, DeadlineSteps deadlines)
    {
        Initially(
            When(Created)
                .Then(steps.RecordBooking)
                .ThenAsync(steps.AskStaff)
                .ThenAsync(BookingSteps.Enlist)
                .ThenAsync(deadlines.SetDeadline)
                .TransitionTo(AwaitingDecision));

        During(AwaitingDecision,
            When(Created, BookingSteps.IsOther).ThenAsync(steps.TellConflict), // The same again is asked and decided once.
            When(ShownAgain).ThenAsync(steps.ShowAgain));

        foreach (var state in Decided)
            During(state,
                Ignore(ShownAgain), // Decided since it was listed; the copies there are tell how.
                When(Created, IsNews).Then(steps.RecordBooking).ThenAsync(steps.TellEverybody), // The decision overtook it: staff need not be asked.
                When(Created, BookingSteps.IsOther).ThenAsync(steps.TellConflict));

        foreach (var state in new[] { AwaitingDecision, Confirmed })
            During(state, When(Moved).Then(steps.RecordMove).ThenAsync(c => BookingSteps.AnswerOrder(c, applied: true)).ThenAsync(steps.TellOfMove));

        foreach (var state in new[] { Rejected, Cancelled, Expired })
            During(state,
                When(Moved, NobodyWaits).Then(steps.RecordMove).ThenAsync(steps.TellEverybody), // A fact of the platform's, which nobody can refuse.
                When(Moved, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerOrder(c, applied: false)));
    }

    private void DrawDeadlines(BookingSteps steps, DeadlineSteps deadlines, ClientSteps client)
    {
        foreach (var state in new[] { AwaitingDecision, Confirmed, Rejected })
            During(state, When(Due, deadlines.IsUnderWay).ThenAsync(deadlines.GoOn));

        During(AwaitingDecision,
            When(Due, Is(DeadlineKind.Remind, deadlines)).ThenAsync(deadlines.RemindStaff).ThenAsync(deadlines.SetDeadline),
            When(Due, Is(DeadlineKind.Escalate, deadlines)).ThenAsync(deadlines.CallManagers).ThenAsync(deadlines.SetDeadline),
            When(Due, Is(DeadlineKind.Expire, deadlines))
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Expired, new Decider(Decider.Deadline, "deadline", $"deadline/{c.Message.At.UtcTicks}")))
                .ThenAsync(steps.Announce)
                .TransitionTo(Expired));

        foreach (var state in new[] { Confirmed, Rejected })
            During(state, When(Due, Is(DeadlineKind.UndoEnds, deadlines)).Then(UndoSteps.End).ThenAsync(steps.TellStaff).ThenAsync(deadlines.SetDeadline));

        During(Confirmed, When(Due, Is(DeadlineKind.RemindClient, deadlines)).ThenAsync(client.RemindClient).ThenAsync(deadlines.SetDeadline));
        During(Cancelled, Ignore(Due));
        During(Expired, Ignore(Due));
    }

    private void DrawClient(BookingSteps steps, ClientSteps client, DeadlineSteps deadlines)
    {
        DuringAny(When(Opened).ThenAsync(client.Bind).ThenAsync(deadlines.SetDeadline));

        foreach (var state in new[] { AwaitingDecision, Confirmed })
            During(state,
                When(Pressed, c => ClientSteps.IsClients(c.Message.Action))
                    .IfElse(ClientSteps.MayCancel,
                        his => his.IfElse(client.IsTooLate,
                            late => late.ThenAsync(client.AnswerTooLate),
                            inTime => inTime.IfElse(c => c.Message.Action == ButtonAction.ClientCancelYes,
                                yes => yes
                                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, Decider.Of(c.Message) with { From = "customer" }))
                                    .ThenAsync(client.AnswerCancelled)
                                    .ThenAsync(steps.Announce)
                                    .TransitionTo(Cancelled),
                                asks => asks.ThenAsync(client.TurnQuestion))),
                        notHis => notHis.ThenAsync(steps.AnswerUnknown)));

        foreach (var state in new[] { Rejected, Cancelled, Expired })
            During(state, When(Pressed, c => ClientSteps.IsClients(c.Message.Action)).ThenAsync(steps.AnswerPresser));
    }

    private static bool IsNews(BehaviorContext<BookingDecision> context) => context.Saga.Booking is null;

    private static StateMachineCondition<BookingDecision, DeadlineReached> Is(DeadlineKind kind, DeadlineSteps deadlines) =>
        context => context.Message.Kind == kind && DeadlineSteps.IsCurrent(context) && !deadlines.IsUnderWay(context);
}
