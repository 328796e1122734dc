using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Buttons;
using PhStudio.Messaging.WebhookProcessor.Customers;
using PhStudio.Messaging.WebhookProcessor.Reasons;
using PhStudio.Messaging.WebhookProcessor.Undo;

namespace PhStudio.Messaging.WebhookProcessor.Bookings;

/// <content>What a press of the staff's does, with the reasons that it asks for and the decision that it takes back.</content>
public sealed partial class BookingDecisionStateMachine
{
    private void DrawPresses(BookingSteps steps, ReasonSteps reasons, UndoSteps undo)
    {
        During(AwaitingDecision,
            When(Pressed, IsOutdated).ThenAsync(steps.AnswerOutdated),
            When(Pressed, Asks(ButtonAction.Undo)).ThenAsync(undo.AnswerNotDecided),
            When(Pressed, Asks(ButtonAction.Confirm))
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Confirmed, Decider.Of(c.Message)))
                .ThenAsync(steps.AnswerPresser)
                .ThenAsync(steps.Announce)
                .TransitionTo(Confirmed),
            When(Pressed, c => Asks(ButtonAction.Reject)(c) && !reasons.AreAsked)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c.Message)))
                .ThenAsync(steps.AnswerPresser)
                .ThenAsync(steps.Announce)
                .TransitionTo(Rejected),
            When(Pressed, c => (Asks(ButtonAction.Reject)(c) && reasons.AreAsked) || Asks(ButtonAction.Back)(c)).ThenAsync(reasons.TurnKeyboard),
            When(Pressed, Asks(ButtonAction.RejectOther)).ThenAsync(reasons.AwaitReason),
            When(Pressed, Asks(ButtonAction.RejectBecause))
                .IfElse(c => reasons.Preset(c.Saga, c.Message) is not null,
                    known => known
                        .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c.Message, reasons.Preset(c.Saga, c.Message))))
                        .ThenAsync(steps.AnswerPresser)
                        .ThenAsync(steps.Announce)
                        .TransitionTo(Rejected),
                    gone => gone.ThenAsync(steps.AnswerOutdated)),
            When(ReasonTyped, ReasonSteps.IsAwaited)
                .IfElse(c => c.Message.KeyboardVersion == c.Saga.KeyboardVersion,
                    current => current
                        .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c.Message)))
                        .ThenAsync(steps.Announce)
                        .TransitionTo(Rejected),
                    outdated => outdated.ThenAsync(reasons.AnswerTooLate)));

        foreach (var state in Decided)
            During(state,
                When(Pressed, IsAnotherDecision).ThenAsync(steps.AnswerPresser),
                When(ReasonTyped, c => ReasonSteps.IsAwaited(c) && c.Saga.Decision?.Cause != Decider.Of(c.Message).Cause).ThenAsync(reasons.AnswerTooLate));

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

    private static bool IsAnotherDecision(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        context.Message.Action != ButtonAction.Undo && !ClientSteps.IsClients(context.Message.Action);

    private static bool IsOutdated(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        context.Message.KeyboardVersion is { } version && version != context.Saga.KeyboardVersion
        && context.Message.Action != ButtonAction.Undo && !ClientSteps.IsClients(context.Message.Action);

    private static StateMachineCondition<BookingDecision, ButtonPressed> Asks(ButtonAction action) =>
        context => context.Message.Action == action && !IsOutdated(context);
}
