using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>
/// The life of one booking's decision. The first decision wins, by the store's compare-and-set; every state answers every event.
/// The diagram and the table of events and states stand in README.md beside this file, and a test holds the table against this machine.
/// The flow itself stands in BookingDecisionFlow.cs, BookingDecisionPresses.cs and BookingDecisionOrders.cs.
/// </summary>
public sealed partial class BookingDecisionStateMachine : MassTransitStateMachine<BookingDecision>
{
    /// <summary>Builds the machine.</summary>
    public BookingDecisionStateMachine(BookingSteps steps, AskSteps asks, MoveSteps moves, CallbackAnswers answers, CopySteps copies, UnreachedSteps unreached, ReasonSteps reasons, UndoSteps undo, ReopenSteps reopen, CorrectionSteps corrections, DeadlineSteps deadlines, SnoozeSteps snoozes, CustomerSteps client, ErasureSteps erasure, BookingLog log)
    {
        InstanceState(booking => booking.CurrentState);
        SetCompletedWhenFinalized(); // Reached by an order for an unknown booking, and when a booking, or a decision whose booking never came, is past its retention: nothing of it is kept.
        Correlate(answers, client);
        ConnectEventObserver(new BookingTrace());
        ConnectEventObserver(log);

        ConfigureArrival(steps, asks, unreached, moves, deadlines);
        ConfigureCorrections(corrections);
        ConfigureReopening(answers, reopen, undo);
        ConfigurePresses(steps, answers, reasons, snoozes, undo, asks);
        ConfigureOrders(steps, undo, deadlines);
        ConfigureDeadlines(steps, asks, deadlines, snoozes, client);
        ConfigureClient(steps, answers, client, deadlines);
        DuringAny(
            When(EraseBooking).ThenAsync(erasure.EraseAsync),
            When(EraseFormerCustomer).ThenAsync(erasure.EraseFormerAsync),
            When(CustomerChatChanged).ThenAsync(unreached.RecordCustomerChatAsync),
            When(ForgetBooking, c => c.Saga.Revision == c.Message.Revision).Finalize(), // Nothing of it is kept.
            When(MessageSent).ThenAsync(copies.RecordSentAsync).ThenAsync(unreached.RecordCustomerReachedAsync),
            When(MessageFailed).ThenAsync(copies.RecordFailedAsync).ThenAsync(copies.ReplaceLeftBehindAsync).ThenAsync(deadlines.CallInStaffChatsAsync)
                .ThenAsync(unreached.AskFallbackAsync).ThenAsync(unreached.RecordCustomerLostAsync));
    }

    /// <summary>Staff were asked, nobody decided.</summary>
    public State AwaitingDecision { get; } = null!;

    /// <summary>The answer was yes.</summary>
    public State Confirmed { get; } = null!;

    /// <summary>The answer was no.</summary>
    public State Rejected { get; } = null!;

    /// <summary>Withdrawn by the platform or the customer.</summary>
    public State Cancelled { get; } = null!;

    /// <summary>Nobody decided in time.</summary>
    public State Expired { get; } = null!;

    /// <summary>The platform has a booking.</summary>
    public Event<BookingCreated> BookingCreated { get; } = null!;

    /// <summary>The platform says that the booking is cancelled.</summary>
    public Event<BookingCancelled> BookingCancelled { get; } = null!;

    /// <summary>The platform moved the session.</summary>
    public Event<BookingRescheduled> BookingRescheduled { get; } = null!;

    /// <summary>The platform corrected the booking.</summary>
    public Event<BookingChanged> BookingChanged { get; } = null!;

    /// <summary>The platform acts on the decision.</summary>
    public Event<RefuseUndo> RefuseUndo { get; } = null!;

    /// <summary>An expiry or a cancellation is to be taken back.</summary>
    public Event<ReopenBooking> ReopenBooking { get; } = null!;

    /// <summary>The person is to be forgotten.</summary>
    public Event<EraseBooking> EraseBooking { get; } = null!;

    /// <summary>The person that only what the booking came with names is to be forgotten.</summary>
    public Event<EraseFormerCustomer> EraseFormerCustomer { get; } = null!;

    /// <summary>The customer's links that are out are to be invalid.</summary>
    public Event<RenewBookingLink> RenewBookingLink { get; } = null!;

    /// <summary>The booking is past its retention.</summary>
    public Event<ForgetBooking> ForgetBooking { get; } = null!;

    /// <summary>An order over HTTP or the bus.</summary>
    public Event<ConfirmBooking> ConfirmBooking { get; } = null!;

    /// <summary>An order over HTTP or the bus.</summary>
    public Event<RejectBooking> RejectBooking { get; } = null!;

    /// <summary>An order over HTTP or the bus.</summary>
    public Event<CancelBooking> CancelBooking { get; } = null!;

    /// <summary>A message about the booking is in its chat.</summary>
    public Event<MessageSent> MessageSent { get; } = null!;

    /// <summary>A message about the booking could not be delivered.</summary>
    public Event<MessageFailed> MessageFailed { get; } = null!;

    /// <summary>A verified press of a button.</summary>
    public Event<ButtonPressed> ButtonPressed { get; } = null!;

    /// <summary>Somebody typed the reason of a rejection.</summary>
    public Event<ReasonGiven> ReasonGiven { get; } = null!;

    /// <summary>Somebody asked for the open decision with fresh buttons.</summary>
    public Event<ShowBookingAgain> ShowBookingAgain { get; } = null!;

    /// <summary>Somebody opened the customer's link.</summary>
    public Event<LinkOpened> LinkOpened { get; } = null!;

    /// <summary>The customer blocked the bot, or lets it write again.</summary>
    public Event<CustomerChatChanged> CustomerChatChanged { get; } = null!;

    /// <summary>The scheduler brought a deadline.</summary>
    public Event<DeadlineReached> DeadlineReached { get; } = null!;

    private IEnumerable<State> Decided => [Confirmed, Rejected, Cancelled, Expired];

    private void Correlate(CallbackAnswers answers, CustomerSteps client)
    {
        Event(() => BookingCreated, e => e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId)));
        Event(() => BookingCancelled, e => e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId)));
        Event(() => ConfirmBooking, e => e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId)));
        Event(() => RejectBooking, e => e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId)));
        Event(() => CancelBooking, e => e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId)));
        Event(() => BookingRescheduled, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId));
            e.OnMissingInstance(m => m.ExecuteAsync(c => BookingSteps.AnswerNotKnownYetAsync(c, c.Message.BookingId)));
        });
        Event(() => BookingChanged, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId));
            e.OnMissingInstance(m => m.ExecuteAsync(c => BookingSteps.AnswerNotKnownYetAsync(c, c.Message.BookingId)));
        });
        Event(() => ReopenBooking, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId));
            e.OnMissingInstance(m => m.ExecuteAsync(c => c.ResponseAddress is null ? Task.CompletedTask : BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)));
        });
        Event(() => EraseBooking, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId));
            e.OnMissingInstance(m => m.ExecuteAsync(c => c.ResponseAddress is null ? Task.CompletedTask : BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)));
        });
        Event(() => EraseFormerCustomer, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId));
            e.OnMissingInstance(m => m.ExecuteAsync(c => c.ResponseAddress is null ? Task.CompletedTask : BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)));
        });
        Event(() => RenewBookingLink, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId));
            e.OnMissingInstance(m => m.ExecuteAsync(c => c.ResponseAddress is null ? Task.CompletedTask : BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)));
        });
        Event(() => RefuseUndo, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId));
            e.OnMissingInstance(m => m.ExecuteAsync(c => c.ResponseAddress is null ? Task.CompletedTask : BookingSteps.AnswerNotFoundAsync(c, c.Message.BookingId)));
        });
        Event(() => MessageSent, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId ?? ""));
            e.OnMissingInstance(m => m.Discard());
        });
        Event(() => MessageFailed, e =>
        {
            e.CorrelateById(c => BookingCorrelation.Of(c.Message.BookingId ?? ""));
            e.OnMissingInstance(m => m.Discard());
        });
        Event(() => ButtonPressed, e => e.OnMissingInstance(m => m.ExecuteAsync(answers.AnswerUnknownAsync)));
        Event(() => ReasonGiven, e => e.OnMissingInstance(m => m.Discard()));
        Event(() => ForgetBooking, e => e.OnMissingInstance(m => m.Discard()));
        Event(() => ShowBookingAgain, e => e.OnMissingInstance(m => m.Discard()));
        Event(() => CustomerChatChanged, e => e.OnMissingInstance(m => m.Discard()));
        Event(() => DeadlineReached, e => e.OnMissingInstance(m => m.Discard()));
        Event(() => LinkOpened, e => e.OnMissingInstance(m => m.ExecuteAsync(c => client.RefuseLinkAsync(c, c.Message))));
    }
}
