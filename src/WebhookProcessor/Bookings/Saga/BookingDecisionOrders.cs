using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <content>What orders over HTTP and the bus do, and the platform's own withdrawal.</content>
public sealed partial class BookingDecisionStateMachine
{
    private void ConfigureOrders(BookingSteps steps, UndoSteps undo)
    {
        Initially(
            When(Withdrawn)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.CancelledBy ?? DecisionSource.Platform, c.Message.Reason)))
                .TransitionTo(Cancelled),
            When(ConfirmOrdered, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Confirmed, DecisionSource.Of(c, c.Message.By)))
                .ThenAsync(BookingSteps.TellPlatformAsync)
                .TransitionTo(Confirmed),
            When(RejectOrdered, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Rejected, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(BookingSteps.TellPlatformAsync)
                .TransitionTo(Rejected),
            When(CancelOrdered, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(BookingSteps.TellPlatformAsync)
                .TransitionTo(Cancelled),
            When(ConfirmOrdered, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)).Finalize(),
            When(RejectOrdered, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)).Finalize(),
            When(CancelOrdered, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)).Finalize());

        During(AwaitingDecision,
            When(ConfirmOrdered)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Confirmed, DecisionSource.Of(c, c.Message.By)))
                .ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Confirmed))
                .ThenAsync(steps.AnnounceAsync)
                .TransitionTo(Confirmed),
            When(RejectOrdered)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Rejected))
                .ThenAsync(steps.AnnounceAsync)
                .TransitionTo(Rejected));

        foreach (var state in Decided)
        {
            During(state,
                When(ConfirmOrdered).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Confirmed)),
                When(RejectOrdered).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Rejected)));
        }

        foreach (var state in new[] { AwaitingDecision, Confirmed, Rejected, Expired })
        {
            During(state,
                When(Withdrawn)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.CancelledBy ?? DecisionSource.Platform, c.Message.Reason)))
                    .ThenAsync(steps.TellEverybodyAsync)
                    .TransitionTo(Cancelled),
                When(CancelOrdered)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                    .ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Cancelled))
                    .ThenAsync(steps.AnnounceAsync)
                    .TransitionTo(Cancelled));
        }

        // Where nothing stands that could be kept, the platform must hear it: the undo, or the customer, was faster.
        foreach (var state in new[] { Confirmed, Rejected })
        {
            During(state, When(UndoRefused).Then(undo.Refuse).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: true)).ThenAsync(steps.TellStaffAsync));
        }
        foreach (var state in new[] { AwaitingDecision, Cancelled, Expired })
        {
            During(state, When(UndoRefused).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: false)));
        }

        During(Cancelled,
            Ignore(Withdrawn), // The platform's own again, or ours, which comes back to this queue too.
            When(CancelOrdered).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Cancelled)));
    }

    private static bool NobodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is null;

    private static bool SomebodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is not null;
}
