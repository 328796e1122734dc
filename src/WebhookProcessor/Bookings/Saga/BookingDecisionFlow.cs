using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Steps;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <content>
/// The flow. Where one event has several branches in one state, their conditions exclude each other and read the event only:
/// MassTransit evaluates each condition after the branches before it have changed the booking.
/// </content>
public sealed partial class BookingDecisionStateMachine
{
    private void ConfigureArrival(BookingSteps steps, AskSteps asks, UnreachedSteps unreached, MoveSteps moves, DeadlineSteps deadlines)
    {
        Initially(
            When(BookingCreated)
                .Then(steps.RecordBooking)
                .ThenAsync(asks.AskStaffAsync)
                .ThenAsync(BookingSteps.UpdateIndexAsync)
                .ThenAsync(deadlines.SetDeadlineAsync)
                .TransitionTo(AwaitingDecision));

        During(AwaitingDecision,
            When(BookingCreated, BookingSteps.IsOther).ThenAsync(steps.TellConflictAsync), // The same again is asked and decided once.
            When(ShowBookingAgain, c => c.Message.InsteadOf is null).ThenAsync(asks.ShowAgainAsync),
            When(ShowBookingAgain, c => c.Message.InsteadOf is not null).ThenAsync(unreached.AskInsteadAsync));

        foreach (var state in Decided)
        {
            During(state,
                Ignore(ShowBookingAgain), // Decided since it was listed; the copies there are tell how.
                When(BookingCreated, IsNews).Then(steps.RecordBooking).ThenAsync(steps.TellEverybodyAsync), // The decision came first: staff need not be asked.
                When(BookingCreated, BookingSteps.IsOther).ThenAsync(steps.TellConflictAsync));
        }

        foreach (var state in new[] { AwaitingDecision, Confirmed })
        {
            During(state,
                When(BookingRescheduled, IsKnown).Then(moves.RecordWish).IfElse(moves.IsMove,
                    moved => moved.Then(moves.RecordMove).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: true)).ThenAsync(moves.TellOfMoveAsync),
                    same => same.ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: true))));
        }

        foreach (var state in new[] { Rejected, Cancelled, Expired })
        {
            During(state,
                When(BookingRescheduled, c => IsKnown(c) && NobodyWaits(c)).Then(moves.RecordWish).If(moves.IsMove, moved => moved.Then(moves.RecordMove).ThenAsync(steps.TellEverybodyAsync)), // A fact from the platform, which cannot be refused.
                When(BookingRescheduled, c => IsKnown(c) && SomebodyWaits(c)).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: false)));
        }

        // Only a decision is known, which overtook its booking.
        foreach (var state in Decided)
        {
            During(state,
                When(BookingRescheduled, IsNews).ThenAsync(c => BookingSteps.AnswerNotKnownYetAsync(c, c.Message.BookingId)),
                When(BookingChanged, IsNews).ThenAsync(c => BookingSteps.AnswerNotKnownYetAsync(c, c.Message.BookingId)));
        }
    }

    // A closed booking is corrected only by a fact from the platform; a waiting caller is told the state.
    private void ConfigureCorrections(CorrectionSteps corrections)
    {
        During(AwaitingDecision, When(BookingChanged).ThenAsync(corrections.CorrectAsync));
        During(Confirmed, When(BookingChanged, IsKnown).ThenAsync(corrections.CorrectAsync));

        foreach (var state in new[] { Rejected, Cancelled, Expired })
        {
            During(state,
                When(BookingChanged, c => IsKnown(c) && NobodyWaits(c)).ThenAsync(corrections.CorrectClosedAsync),
                When(BookingChanged, c => IsKnown(c) && SomebodyWaits(c)).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: false)));
        }
    }

    private void ConfigureDeadlines(BookingSteps steps, AskSteps asks, DeadlineSteps deadlines, SnoozeSteps snoozes, CustomerSteps client)
    {
        DuringAny(When(DeadlineReached, deadlines.IsNotDueYet).ThenAsync(deadlines.RescheduleAsync));

        During(AwaitingDecision,
            When(DeadlineReached, Is(DeadlineKind.Remind, deadlines)).ThenAsync(deadlines.RemindStaffAsync).ThenAsync(deadlines.SetDeadlineAsync),
            When(DeadlineReached, Is(DeadlineKind.Ask, deadlines)).ThenAsync(asks.AskHeldAsync).ThenAsync(deadlines.SetDeadlineAsync),
            When(DeadlineReached, Is(DeadlineKind.Snooze, deadlines)).ThenAsync(snoozes.RemindAsync).ThenAsync(deadlines.SetDeadlineAsync),
            When(DeadlineReached, Is(DeadlineKind.Escalate, deadlines)).ThenAsync(deadlines.CallManagersAsync).ThenAsync(deadlines.SetDeadlineAsync),
            When(DeadlineReached, Is(DeadlineKind.Expire, deadlines))
                .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Expired, new DecisionSource(DecisionSource.Deadline, "deadline", $"deadline/{c.Message.At.UtcTicks}")))
                .ThenAsync(steps.AnnounceAsync)
                .TransitionTo(Expired));

        foreach (var state in Decided)
        {
            During(state, When(DeadlineReached, Is(DeadlineKind.Expire, deadlines)).Finalize()); // Its booking never came: nothing of it is kept.
        }

        foreach (var state in new[] { Confirmed, Rejected })
        {
            During(state, When(DeadlineReached, Is(DeadlineKind.UndoEnds, deadlines)).Then(UndoSteps.End).ThenAsync(steps.TellStaffAsync).ThenAsync(deadlines.SetDeadlineAsync));
        }

        During(Confirmed, When(DeadlineReached, Is(DeadlineKind.RemindClient, deadlines)).ThenAsync(client.RemindClientAsync).ThenAsync(deadlines.SetDeadlineAsync));
        foreach (var state in new[] { AwaitingDecision, Confirmed, Rejected, Cancelled, Expired })
        {
            During(state, When(DeadlineReached, Is(DeadlineKind.ClientNews, deadlines)).ThenAsync(client.TellHeldAsync).ThenAsync(deadlines.SetDeadlineAsync));
        }
    }

    private void ConfigureClient(BookingSteps steps, CallbackAnswers answers, CustomerSteps client, DeadlineSteps deadlines)
    {
        DuringAny(When(LinkOpened).ThenAsync(client.BindAsync).ThenAsync(BookingSteps.UpdateIndexAsync).ThenAsync(deadlines.SetDeadlineAsync));
        DuringAny(When(RenewBookingLink).Then(client.RenewLink).ThenAsync(c => BookingSteps.AnswerOrderAsync(c, applied: true))
            .ThenAsync(BookingSteps.UpdateIndexAsync).ThenAsync(deadlines.SetDeadlineAsync));

        foreach (var state in new[] { AwaitingDecision, Confirmed })
        {
            During(state,
                When(ButtonPressed, c => CustomerSteps.IsClients(c.Message.Action))
                    .IfElse(CustomerSteps.MayCancel,
                        his => his.IfElse(client.IsTooLate,
                            late => late.ThenAsync(client.AnswerTooLateAsync),
                            inTime => inTime.IfElse(c => c.Message.Action == ButtonAction.ClientCancelYes,
                                yes => yes
                                    .Then(c => steps.RecordDecision(c, c.Saga.BookingId, Outcome.Cancelled, DecisionSource.Of(c.Message) with { From = DecisionSource.Customer }))
                                    .ThenAsync(client.AnswerCancelledAsync)
                                    .ThenAsync(steps.AnnounceAsync)
                                    .TransitionTo(Cancelled),
                                question => question.ThenAsync(client.TurnQuestionAsync))),
                        notHis => notHis.ThenAsync(answers.AnswerUnknownAsync)));
        }

        foreach (var state in new[] { Rejected, Cancelled, Expired })
        {
            During(state, When(ButtonPressed, c => CustomerSteps.IsClients(c.Message.Action)).ThenAsync(answers.AnswerDecidedAsync));
        }
    }

    private static bool IsNews(BehaviorContext<BookingDecision> context) => context.Saga.Booking is null;

    private static bool IsKnown(BehaviorContext<BookingDecision> context) => context.Saga.Booking is not null;

    private static StateMachineCondition<BookingDecision, DeadlineReached> Is(DeadlineKind kind, DeadlineSteps deadlines) =>
        context => context.Message.Kind == kind && DeadlineSteps.IsCurrent(context) && !deadlines.IsNotDueYet(context);
}
