using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <content>What orders over HTTP and the bus do, and the platform's own withdrawal.</content>
public sealed partial class BookingDecisionStateMachine
{
    private void ConfigureOrders(BookingSteps steps, UndoSteps undo, DeadlineSteps deadlines)
    {
        ConfigureOrdersBeforeTheBooking(steps, deadlines);
        ConfigureDecidingOrders(steps);
        ConfigureCancelling(steps);
        ConfigureRefusedUndo(steps, undo);
    }

    private void ConfigureOrdersBeforeTheBooking(BookingSteps steps, DeadlineSteps deadlines) =>
        Initially(
            When(BookingCancelled)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.CancelledBy ?? DecisionSource.Platform, c.Message.Reason)))
                .ThenAsync(deadlines.SetDeadlineAsync)
                .TransitionTo(Cancelled),
            When(ConfirmBooking, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Confirmed, DecisionSource.Of(c, c.Message.By, c.Message.Reason) with { AdditionalInfo = c.Message.AdditionalInfo }))
                .ThenAsync(BookingSteps.TellPlatformAsync)
                .ThenAsync(deadlines.SetDeadlineAsync)
                .TransitionTo(Confirmed),
            When(RejectBooking, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Rejected, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(BookingSteps.TellPlatformAsync)
                .ThenAsync(deadlines.SetDeadlineAsync)
                .TransitionTo(Rejected),
            When(CancelBooking, NobodyWaits)
                .Then(c => steps.RecordDecision(c, c.Message.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(BookingSteps.TellPlatformAsync)
                .ThenAsync(deadlines.SetDeadlineAsync)
                .TransitionTo(Cancelled),
            When(ConfirmBooking, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)).Finalize(),
            When(RejectBooking, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)).Finalize(),
            When(CancelBooking, SomebodyWaits).ThenAsync(c => BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)).Finalize());

    private void ConfigureDecidingOrders(BookingSteps steps)
    {
        During(AwaitingDecision,
            When(ConfirmBooking)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Confirmed, DecisionSource.Of(c, c.Message.By, c.Message.Reason) with { AdditionalInfo = c.Message.AdditionalInfo }))
                .ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Confirmed))
                .ThenAsync(steps.AnnounceAsync)
                .TransitionTo(Confirmed),
            When(RejectBooking)
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Rejected, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                .ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Rejected))
                .ThenAsync(steps.AnnounceAsync)
                .TransitionTo(Rejected));

        foreach (var state in Decided)
        {
            During(state,
                When(ConfirmBooking).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Confirmed)),
                When(RejectBooking).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Rejected)));
        }
    }

    private void ConfigureCancelling(BookingSteps steps)
    {
        foreach (var state in new[] { AwaitingDecision, Confirmed, Rejected, Expired })
        {
            During(state,
                When(BookingCancelled, IsNoEcho)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.CancelledBy ?? DecisionSource.Platform, c.Message.Reason)))
                    .ThenAsync(steps.TellEverybodyAsync)
                    .TransitionTo(Cancelled),
                When(CancelBooking)
                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, DecisionSource.Of(c, c.Message.By, c.Message.Reason)))
                    .ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Cancelled))
                    .ThenAsync(steps.AnnounceAsync)
                    .TransitionTo(Cancelled));
        }

        During(Cancelled,
            Ignore(BookingCancelled), // The platform's own event again, or ours, which comes back to this queue too.
            When(CancelBooking).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, Outcome.Cancelled)));
    }

    private void ConfigureRefusedUndo(BookingSteps steps, UndoSteps undo)
    {
        foreach (var state in new[] { Confirmed, Rejected })
        {
            During(state,
                When(RefuseUndo, UndoSteps.IsOfStanding).Then(undo.Refuse).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: true)).ThenAsync(steps.TellStaffAsync),
                When(RefuseUndo, c => !UndoSteps.IsOfStanding(c)).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: false)));
        }

        // Where no decision stands, or another one than the platform means, it must be told: the undo, or the customer, was faster.
        foreach (var state in new[] { AwaitingDecision, Cancelled, Expired })
        {
            During(state, When(RefuseUndo).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: false)));
        }
    }

    // Our own event of a cancellation comes back to this queue. When it is late it must not cancel a booking that was reopened since.
    private static bool IsNoEcho(BehaviorContext<BookingDecision, BookingCancelled> context) =>
        context.Message.Sequence is not { } sequence || sequence > context.Saga.Revision;

    private static bool NobodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is null;

    private static bool SomebodyWaits(BehaviorContext<BookingDecision> context) => context.ResponseAddress is not null;
}
