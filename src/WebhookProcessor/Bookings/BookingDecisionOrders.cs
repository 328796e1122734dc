using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Undo;

namespace PhStudio.Messaging.WebhookProcessor.Bookings;

/// <content>What orders over HTTP and the bus do, and the platform's own withdrawal.</content>
public sealed partial class BookingDecisionStateMachine
{
    private void DrawOrders(BookingSteps steps, UndoSteps undo)
    {
        Initially(
            When(Withdrawn)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Cancelled, Decider.Of(c, c.Message.CancelledBy ?? Decider.Platform, c.Message.Reason)))
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
                .ThenAsync(steps.Announce)
                .TransitionTo(Confirmed),
            When(RejectOrdered)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, Decider.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Rejected))
                .ThenAsync(steps.Announce)
                .TransitionTo(Rejected));

        foreach (var state in Decided)
            During(state,
                When(ConfirmOrdered).ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Confirmed)),
                When(RejectOrdered).ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Rejected)));

        foreach (var state in new[] { AwaitingDecision, Confirmed, Rejected, Expired })
            During(state,
                When(Withdrawn)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, Decider.Of(c, c.Message.CancelledBy ?? Decider.Platform, c.Message.Reason)))
                    .ThenAsync(steps.TellEverybody)
                    .TransitionTo(Cancelled),
                When(CancelOrdered)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, Decider.Of(c, c.Message.By, c.Message.Reason)))
                    .ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Cancelled))
                    .ThenAsync(steps.Announce)
                    .TransitionTo(Cancelled));

        // Where nothing stands that could be kept, the platform must hear it: the undo, or the customer, was faster.
        foreach (var state in new[] { Confirmed, Rejected })
            During(state, When(UndoRefused).Then(undo.Refuse).ThenAsync(c => BookingSteps.AnswerOrder(c, applied: true)).ThenAsync(steps.TellStaff));
        foreach (var state in new[] { AwaitingDecision, Cancelled, Expired })
            During(state, When(UndoRefused).ThenAsync(c => BookingSteps.AnswerOrder(c, applied: false)));

        During(Cancelled,
            Ignore(Withdrawn), // The platform's own again, or ours, which comes back to this queue too.
            When(CancelOrdered).ThenAsync(c => BookingSteps.AnswerOrder(c, Outcome.Cancelled)));
    }

    private static bool NobodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is null;

    private static bool SomebodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is not null;
}
