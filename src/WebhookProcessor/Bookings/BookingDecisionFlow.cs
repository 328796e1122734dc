using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Buttons;
using PhStudio.Messaging.WebhookProcessor.Customers;
using PhStudio.Messaging.WebhookProcessor.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Reasons;
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
            Ignore(Created),
            When(ShownAgain).ThenAsync(steps.ShowAgain),
            When(Moved).Then(steps.RecordMove).ThenAsync(steps.TellEverybody));

        foreach (var state in Decided)
            During(state,
                Ignore(ShownAgain), // Decided since it was listed; the copies there are tell how.
                When(Created, IsNews).Then(steps.RecordBooking).ThenAsync(steps.TellEverybody), // The decision overtook it: staff need not be asked.
                When(Moved).Then(steps.RecordMove).ThenAsync(steps.TellEverybody));
    }

    private void DrawPresses(BookingSteps steps, ReasonSteps reasons, UndoSteps undo)
    {
        During(AwaitingDecision,
            When(Pressed, IsOutdated).ThenAsync(steps.AnswerOutdated),
            When(Pressed, Asks(ButtonAction.Undo)).ThenAsync(undo.AnswerNotDecided),
            When(Pressed, Asks(ButtonAction.Confirm))
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Confirmed, Decider.Of(c.Message)))
                .ThenAsync(steps.AnswerPresser)
                .ThenAsync(BookingSteps.TellPlatform)
                .ThenAsync(steps.TellEverybody)
                .TransitionTo(Confirmed),
            When(Pressed, c => Asks(ButtonAction.Reject)(c) && !reasons.AreAsked)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c.Message)))
                .ThenAsync(steps.AnswerPresser)
                .ThenAsync(BookingSteps.TellPlatform)
                .ThenAsync(steps.TellEverybody)
                .TransitionTo(Rejected),
            When(Pressed, c => (Asks(ButtonAction.Reject)(c) && reasons.AreAsked) || Asks(ButtonAction.Back)(c)).ThenAsync(reasons.TurnKeyboard),
            When(Pressed, Asks(ButtonAction.RejectOther)).ThenAsync(reasons.AwaitReason),
            When(Pressed, Asks(ButtonAction.RejectBecause))
                .IfElse(c => reasons.Preset(c.Saga, c.Message) is not null,
                    known => known
                        .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c.Message, reasons.Preset(c.Saga, c.Message))))
                        .ThenAsync(steps.AnswerPresser)
                        .ThenAsync(BookingSteps.TellPlatform)
                        .ThenAsync(steps.TellEverybody)
                        .TransitionTo(Rejected),
                    gone => gone.ThenAsync(steps.AnswerOutdated)),
            When(ReasonTyped)
                .IfElse(c => c.Message.KeyboardVersion == c.Saga.KeyboardVersion,
                    current => current
                        .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c.Message)))
                        .ThenAsync(BookingSteps.TellPlatform)
                        .ThenAsync(steps.TellEverybody)
                        .TransitionTo(Rejected),
                    outdated => outdated.ThenAsync(reasons.AnswerTooLate)),
            Ignore(UndoRefused));

        foreach (var state in Decided)
            During(state,
                When(Pressed, IsAnotherDecision).ThenAsync(steps.AnswerPresser),
                When(ReasonTyped, c => c.Saga.Decision?.Cause != Decider.Of(c.Message).Cause).ThenAsync(reasons.AnswerTooLate),
                When(UndoRefused).Then(UndoSteps.Refuse).ThenAsync(steps.TellStaff));

        foreach (var state in new[] { Confirmed, Rejected })
            During(state,
                When(Pressed, c => c.Message.Action == ButtonAction.Undo)
                    .IfElse(undo.IsAllowed,
                        allowed => allowed
                            .Then(undo.Reopen)
                            .ThenAsync(undo.AnswerUndone)
                            .ThenAsync(UndoSteps.TellPlatform)
                            .ThenAsync(steps.TellEverybody)
                            .TransitionTo(AwaitingDecision),
                        refused => refused.ThenAsync(undo.AnswerRefused)));

        foreach (var state in new[] { Cancelled, Expired })
            During(state, When(Pressed, c => c.Message.Action == ButtonAction.Undo).ThenAsync(steps.AnswerPresser));
    }

    private void DrawOrders(BookingSteps steps)
    {
        Initially(
            When(Withdrawn)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Cancelled, Decider.Of(c, c.Message.CancelledBy ?? "platform", c.Message.Reason)))
                .TransitionTo(Cancelled),
            When(ConfirmOrdered, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Confirmed, Decider.Of(c, c.Message.By)))
                .ThenAsync(BookingSteps.TellPlatform)
                .TransitionTo(Confirmed),
            When(RejectOrdered, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Rejected, Decider.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(BookingSteps.TellPlatform)
                .TransitionTo(Rejected),
            When(CancelOrdered, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Cancelled, Decider.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(BookingSteps.TellPlatform)
                .TransitionTo(Cancelled),
            When(ConfirmOrdered, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFound(c, c.Message.BookingId)).Finalize(),
            When(RejectOrdered, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFound(c, c.Message.BookingId)).Finalize(),
            When(CancelOrdered, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFound(c, c.Message.BookingId)).Finalize());

        During(AwaitingDecision,
            When(ConfirmOrdered)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Confirmed, Decider.Of(c, c.Message.By)))
                .ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Confirmed))
                .ThenAsync(BookingSteps.TellPlatform)
                .ThenAsync(steps.TellEverybody)
                .TransitionTo(Confirmed),
            When(RejectOrdered)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Rejected))
                .ThenAsync(BookingSteps.TellPlatform)
                .ThenAsync(steps.TellEverybody)
                .TransitionTo(Rejected));

        foreach (var state in Decided)
            During(state,
                When(ConfirmOrdered).ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Confirmed)),
                When(RejectOrdered).ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Rejected)));

        foreach (var state in new[] { AwaitingDecision, Confirmed, Rejected, Expired })
            During(state,
                When(Withdrawn)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, Decider.Of(c, c.Message.CancelledBy ?? "platform", c.Message.Reason)))
                    .ThenAsync(steps.TellEverybody)
                    .TransitionTo(Cancelled),
                When(CancelOrdered)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, Decider.Of(c, c.Message.By, c.Message.Reason)))
                    .ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Cancelled))
                    .ThenAsync(BookingSteps.TellPlatform)
                    .ThenAsync(steps.TellEverybody)
                    .TransitionTo(Cancelled));

        During(Cancelled,
            Ignore(Withdrawn), // The platform's own again, or ours, which comes back to this queue too.
            When(CancelOrdered).ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Cancelled)));
    }

    private void DrawDeadlines(BookingSteps steps, DeadlineSteps deadlines, ClientSteps client)
    {
        During(AwaitingDecision,
            When(Due, Is(DeadlineKind.Remind)).ThenAsync(deadlines.RemindStaff).ThenAsync(deadlines.SetDeadline),
            When(Due, Is(DeadlineKind.Escalate)).ThenAsync(deadlines.CallManagers).ThenAsync(deadlines.SetDeadline),
            When(Due, Is(DeadlineKind.Expire))
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Expired, new Decider("deadline", "deadline", $"deadline/{c.Message.At.UtcTicks}")))
                .ThenAsync(BookingSteps.TellPlatform)
                .ThenAsync(steps.TellEverybody)
                .TransitionTo(Expired));

        foreach (var state in new[] { Confirmed, Rejected })
            During(state, When(Due, Is(DeadlineKind.UndoEnds)).Then(UndoSteps.End).ThenAsync(steps.TellStaff).ThenAsync(deadlines.SetDeadline));

        During(Confirmed, When(Due, Is(DeadlineKind.RemindClient)).ThenAsync(client.RemindClient).ThenAsync(deadlines.SetDeadline));
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
                        his => his.IfElse(c => c.Message.Action == ButtonAction.ClientCancelYes,
                            yes => yes
                                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, Decider.Of(c.Message) with { From = "customer" }))
                                .ThenAsync(client.AnswerCancelled)
                                .ThenAsync(BookingSteps.TellPlatform)
                                .ThenAsync(steps.TellEverybody)
                                .TransitionTo(Cancelled),
                            asks => asks.ThenAsync(client.TurnQuestion)),
                        notHis => notHis.ThenAsync(steps.AnswerUnknown)));

        foreach (var state in new[] { Rejected, Cancelled, Expired })
            During(state, When(Pressed, c => ClientSteps.IsClients(c.Message.Action)).ThenAsync(steps.AnswerPresser));
    }

    private static bool NobodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is null;

    private static bool SomebodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is not null;

    private static bool IsNews(BehaviorContext<BookingDecision> context) => context.Saga.Booking is null;

    private static StateMachineCondition<BookingDecision, DeadlineReached> Is(DeadlineKind kind) =>
        context => context.Message.Kind == kind && DeadlineSteps.IsCurrent(context);

    private static bool IsAnotherDecision(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        context.Message.Action != ButtonAction.Undo && !ClientSteps.IsClients(context.Message.Action);

    private static bool IsOutdated(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        context.Message.KeyboardVersion is { } version && version != context.Saga.KeyboardVersion
        && context.Message.Action != ButtonAction.Undo && !ClientSteps.IsClients(context.Message.Action);

    private static StateMachineCondition<BookingDecision, ButtonPressed> Asks(ButtonAction action) =>
        context => context.Message.Action == action && !IsOutdated(context);
}
