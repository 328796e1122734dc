using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Steps;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <content>An expiry or a cancellation that is taken back, by a manager's button or an order.</content>
public sealed partial class BookingDecisionStateMachine
{
    private static DecisionSource Source(ConsumeContext<ReopenBooking> order)
    {
        var source = DecisionSource.Of(order, order.Message.By ?? DecisionSource.Platform, order.Message.Reason);
        return order.Message.Via is { } via ? source with { From = via } : source;
    }

    private void ConfigureReopening(CallbackAnswers answers, ReopenSteps reopen, UndoSteps undo)
    {
        foreach (var state in new[] { Cancelled, Expired })
        {
            During(state,
                When(ReopenBooking)
                    .IfElse(reopen.IsInTime,
                        inTime => inTime
                            .Then(c => reopen.Reopen(c, Source(c)))
                            .ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: true))
                            .ThenAsync(c => reopen.AnnounceAsync(c, c.Message.By ?? DecisionSource.Platform))
                            .TransitionTo(AwaitingDecision),
                        late => late.ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: false))),
                When(ButtonPressed, c => c.Message.Action == ButtonAction.Reopen)
                    .IfElse(c => c.Message.KeyboardVersion == c.Saga.KeyboardVersion,
                        current => current.IfElse(reopen.IsInTime,
                            inTime => inTime
                                .Then(c => reopen.Reopen(c, DecisionSource.Of(c.Message)))
                                .ThenAsync(reopen.AnswerReopenedAsync)
                                .ThenAsync(c => reopen.AnnounceAsync(c, c.Message.UserName))
                                .TransitionTo(AwaitingDecision),
                            late => late.ThenAsync(reopen.AnswerTooLateAsync)),
                        outdated => outdated.ThenAsync(answers.AnswerOutdatedAsync)));
        }

        During(AwaitingDecision,
            When(ReopenBooking).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: ReopenSteps.IsRepetition(c))),
            When(ButtonPressed, c => c.Message.Action == ButtonAction.Reopen).ThenAsync(undo.AnswerNotDecidedAsync));

        foreach (var state in new[] { Confirmed, Rejected })
        {
            During(state,
                When(ReopenBooking).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: false)),
                When(ButtonPressed, c => c.Message.Action == ButtonAction.Reopen).ThenAsync(answers.AnswerDecidedAsync));
        }
    }
}
