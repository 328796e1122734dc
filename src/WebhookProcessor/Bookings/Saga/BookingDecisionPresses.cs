using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Steps;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <content>
/// The second of the three files of a press: what each button of the staff does in each state, with the reasons that it asks for and the decision that it takes back.
/// What the user is told stands in <see cref="CallbackAnswers"/>.
/// </content>
public sealed partial class BookingDecisionStateMachine
{
    private void ConfigurePresses(BookingSteps steps, CallbackAnswers answers, ReasonSteps reasons, SnoozeSteps snoozes, UndoSteps undo, AskSteps asks)
    {
        During(AwaitingDecision,
            When(ButtonPressed, IsOutdated).ThenAsync(answers.AnswerOutdatedAsync),
            When(ButtonPressed, Asks(ButtonAction.Undo)).ThenAsync(undo.AnswerNotDecidedAsync),
            When(ButtonPressed, Asks(ButtonAction.Confirm))
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Confirmed, DecisionSource.Of(c.Message)))
                .ThenAsync(answers.AnswerDecidedAsync)
                .ThenAsync(steps.AnnounceAsync)
                .TransitionTo(Confirmed),
            When(ButtonPressed, c => Asks(ButtonAction.Reject)(c) && !reasons.AreAsked)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, DecisionSource.Of(c.Message)))
                .ThenAsync(answers.AnswerDecidedAsync)
                .ThenAsync(steps.AnnounceAsync)
                .TransitionTo(Rejected),
            When(ButtonPressed, c => (Asks(ButtonAction.Reject)(c) && reasons.AreAsked) || Asks(ButtonAction.Back)(c) || Asks(ButtonAction.Later)(c)).ThenAsync(reasons.SwitchKeyboardAsync),
            When(ButtonPressed, Asks(ButtonAction.Snooze)).IfElse(snoozes.IsInTime, inTime => inTime.ThenAsync(snoozes.SnoozeAsync), late => late.ThenAsync(snoozes.AnswerTooLateAsync)),
            When(ButtonPressed, c => Asks(ButtonAction.RejectOther)(c) || Asks(ButtonAction.ConfirmNoted)(c)).ThenAsync(reasons.AwaitReasonAsync),
            When(ButtonPressed, Asks(ButtonAction.RejectBecause))
                .IfElse(c => reasons.Preset(c.Saga, c.Message) is not null,
                    known => known
                        .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, DecisionSource.Of(c.Message, reasons.Preset(c.Saga, c.Message))))
                        .ThenAsync(answers.AnswerDecidedAsync)
                        .ThenAsync(steps.AnnounceAsync)
                        .TransitionTo(Rejected),
                    gone => gone.ThenAsync(answers.AnswerOutdatedAsync)),
            When(ReasonGiven, ReasonSteps.IsAwaited)
                .IfElse(c => c.Message.KeyboardVersion == c.Saga.KeyboardVersion,
                    current => current.IfElse(ReasonSteps.IsNote,
                        note => note
                            .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Confirmed, DecisionSource.OfNote(c.Message)))
                            .ThenAsync(steps.AnnounceAsync)
                            .TransitionTo(Confirmed),
                        reason => reason
                            .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, DecisionSource.Of(c.Message)))
                            .ThenAsync(steps.AnnounceAsync)
                            .TransitionTo(Rejected)),
                    outdated => outdated.ThenAsync(reasons.AnswerTooLateAsync)));

        foreach (var state in Decided)
        {
            During(state,
                When(ButtonPressed, IsAnotherDecision).ThenAsync(answers.AnswerDecidedAsync).ThenAsync(steps.ShowOnOldCardAsync),
                When(ReasonGiven, c => ReasonSteps.IsAwaited(c) && c.Saga.Decision?.Cause != DecisionSource.Of(c.Message).Cause).ThenAsync(reasons.AnswerTooLateAsync));
        }

        foreach (var state in new[] { Confirmed, Rejected })
        {
            During(state,
                When(ButtonPressed, c => c.Message.Action == ButtonAction.Undo)
                    .IfElse(undo.IsAllowed,
                        allowed => allowed
                            .Then(undo.Reopen)
                            .ThenAsync(undo.AnswerUndoneAsync)
                            .ThenAsync(UndoSteps.TellPlatformAsync)
                            .ThenAsync(steps.TellStaffAsync)
                            .ThenAsync(asks.HoldAgainAsync)
                            .ThenAsync(steps.NotifyOthersAsync)
                            .TransitionTo(AwaitingDecision),
                        refused => refused.ThenAsync(undo.AnswerRefusedAsync)));
        }

        foreach (var state in new[] { Cancelled, Expired })
        {
            During(state, When(ButtonPressed, c => c.Message.Action == ButtonAction.Undo).ThenAsync(answers.AnswerDecidedAsync));
        }
    }

    private static bool IsAnotherDecision(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        !TakesBack(context.Message.Action) && !CustomerSteps.IsClients(context.Message.Action);

    private static bool IsOutdated(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        context.Message.KeyboardVersion is { } version && version != context.Saga.KeyboardVersion
        && !TakesBack(context.Message.Action) && !CustomerSteps.IsClients(context.Message.Action);

    // These carry the decision that they belong to.
    private static bool TakesBack(ButtonAction action) => action is ButtonAction.Undo or ButtonAction.Reopen;

    private static StateMachineCondition<BookingDecision, ButtonPressed> Asks(ButtonAction action) =>
        context => context.Message.Action == action && !IsOutdated(context);
}
