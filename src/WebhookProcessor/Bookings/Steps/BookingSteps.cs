using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using System.Diagnostics;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>
/// The named steps of <see cref="BookingDecisionStateMachine"/>. None does I/O: each changes the stored data or orders a message.
/// Every message has an id computed from the booking and its purpose, so that a step which runs again, after a conflict or a crash, orders nothing new.
/// </summary>
public sealed class BookingSteps(StaffChats chats, StaffMessages messages, DeadlineSteps deadlines, CustomerSteps client, TimeProvider time)
{
    /// <summary>Stores the booking, unless it is known.</summary>
    public void RecordBooking(BehaviorContext<BookingDecision, BookingCreated> context)
    {
        Hear(context, context.Message.BookingId);
        var booking = context.Saga;
        if (booking.Booking is not null)
        {
            return;
        }
        booking.Booking = context.Message;
        if (context.Message.ClientChatId is { } chat)
        {
            booking.Client ??= new Customer(chat, context.Message.ClientLanguage);
        }
        Note(context, "created", context.Message.Via == "http" ? "http" : "bus");
    }

    /// <summary>True for a booking of a known id that says something else than the one that stands, as it came or as it was moved to.</summary>
    public static bool IsOther(BehaviorContext<BookingDecision, BookingCreated> context) => DifferencesOf(context).Count > 0;

    /// <summary>Tells the platform that the first booking of this id is kept.</summary>
    public Task TellConflictAsync(BehaviorContext<BookingDecision, BookingCreated> context) => context.Publish(
        new BookingConflict { BookingId = context.Saga.BookingId, Differs = DifferencesOf(context), At = time.GetUtcNow() },
        c => c.MessageId = BookingCorrelation.Message(context.Saga.CorrelationId, $"conflict:{context.MessageId}"));

    private static IReadOnlyList<string> DifferencesOf(BehaviorContext<BookingDecision, BookingCreated> context)
    {
        if (context.Saga.Booking is not { } known)
        {
            return [];
        }

        var given = MessageContent.Of(context.Message);
        var differing = MessageContent.Differences(MessageContent.Of(known), given);
        return differing.Count > 0 && context.Saga.CameAs is { } first && MessageContent.Differences(MessageContent.Of(first), given).Count == 0 ? [] : differing;
    }

    /// <summary>Stores the decision: the first one, for the states that call this have none, or one that a cancellation overrides.</summary>
    public void RecordDecision(BehaviorContext<BookingDecision> context, string bookingId, Outcome outcome, DecisionSource source)
    {
        Hear(context, bookingId);
        var booking = context.Saga;
        booking.Revision++;
        booking.UndoRefused = false;
        booking.UndoEnded = false;
        booking.Decision = new Decision
        {
            Outcome = outcome,
            By = source.By,
            ByUserId = source.UserId,
            At = time.GetUtcNow(),
            Reason = source.Reason,
            AdditionalInfo = source.AdditionalInfo,
            From = source.From,
            Cause = source.Cause,
        };
        Note(context, BookingStates.Name(booking), source.From, source);
    }

    /// <summary>Publishes the outcome, once per decision: its message id is that of the decision.</summary>
    public static Task TellPlatformAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        var decision = booking.Decision!;
        var previous = booking.TellAfter(decision.At);
        object outcome = decision.Outcome switch
        {
            Outcome.Confirmed => new BookingConfirmed { BookingId = booking.BookingId, DecidedBy = decision.By, DecidedAt = decision.At, AdditionalInfo = decision.AdditionalInfo, Sequence = booking.Revision, Previous = previous },
            Outcome.Rejected => new BookingRejected { BookingId = booking.BookingId, DecidedBy = decision.By, DecidedAt = decision.At, Reason = decision.Reason, Sequence = booking.Revision, Previous = previous },
            Outcome.Expired => new BookingExpired { BookingId = booking.BookingId, DecidedBy = decision.By, DecidedAt = decision.At, Sequence = booking.Revision, Previous = previous },
            _ => new BookingCancelled { BookingId = booking.BookingId, CancelledBy = decision.By, CancelledAt = decision.At, Reason = decision.Reason, Sequence = booking.Revision, Previous = previous },
        };
        return context.Publish(outcome, outcome.GetType(), c => c.MessageId = BookingCorrelation.Message(booking.CorrelationId, $"outcome:{booking.Revision}"));
    }

    /// <summary>Brings every copy of the question, in all chats, to what the booking's state is now.</summary>
    public Task TellStaffAsync(BehaviorContext<BookingDecision> context) => EditAsync(context, context.Saga.Copies);

    /// <summary>The same, and those that are edited no more: after it none shows what the booking no longer has.</summary>
    public Task EraseFromCardsAsync(BehaviorContext<BookingDecision> context) => EditAsync(context, [.. context.Saga.Copies, .. context.Saga.Retired]);

    /// <summary>Those that are edited no more alone.</summary>
    public Task EraseFromRetiredAsync(BehaviorContext<BookingDecision> context) => EditAsync(context, context.Saga.Retired);

    private async Task EditAsync(BehaviorContext<BookingDecision> context, List<MessageCopy> copies)
    {
        var booking = context.Saga;
        if (copies.TrueForAll(copy => copy.IsLost))
        {
            return;
        }

        Edits.Begin(booking, time.GetUtcNow());
        foreach (var copy in copies.Where(copy => !copy.IsLost))
        {
            var edit = messages.Current(booking, copy);
            // A reminder whose place another took has no buttons.
            await context.PublishOrderAsync(booking.Retired.Contains(copy) && !copy.Shown ? edit with { ReplyMarkup = null } : edit);
        }
    }

    /// <summary>Notifies everybody but the platform of the new state: its own orders need no echo.</summary>
    public async Task TellEverybodyAsync(BehaviorContext<BookingDecision> context)
    {
        await TellStaffAsync(context);
        await NotifyOthersAsync(context);
    }

    /// <summary>Staff are told first, since they look at the message; then the platform and everybody else.</summary>
    public async Task AnnounceAsync(BehaviorContext<BookingDecision> context)
    {
        await TellStaffAsync(context);
        await TellPlatformAsync(context);
        await NotifyOthersAsync(context);
    }

    /// <summary>Puts the booking into the lists where it belongs now.</summary>
    public static Task UpdateIndexAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        return BookingListed.Of(booking) is not { } listed ? Task.CompletedTask : context.Publish(
            listed,
            c => c.MessageId = BookingCorrelation.Message(booking.CorrelationId, $"list:{booking.Revision}:{booking.Audit.Count}:{booking.Copies.Count(copy => copy.SentTo is not null)}")); // Who is the customer, and where a message is, change without a revision.
    }

    /// <summary>Notifies the customer, the lists and the scheduler of the new state.</summary>
    public async Task NotifyOthersAsync(BehaviorContext<BookingDecision> context)
    {
        await client.TellClientAsync(context);
        await UpdateIndexAsync(context);
        await deadlines.SetDeadlineAsync(context);
    }

    /// <summary>Shows the decision on a card of the system before this one that was pressed after it: no other card still looks open.</summary>
    public Task ShowOnOldCardAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        if (MessageCopies.TakePressed(context.Saga, context.Message, chats) is not { } card)
        {
            return Task.CompletedTask;
        }

        Edits.Begin(context.Saga, time.GetUtcNow());
        var edit = messages.Current(context.Saga, card);
        return context.PublishOrderAsync(edit);
    }

    /// <summary>Answers the caller of an order. A repetition gets the same answer.</summary>
    public static Task AnswerOrderAsync(BehaviorContext<BookingDecision> context, Outcome asked)
    {
        if (context.ResponseAddress is null)
        {
            return Task.CompletedTask;
        }
        var decision = context.Saga.Decision;
        var applied = decision?.Outcome == asked && decision.Cause == DecisionSource.Of(context, "").Cause;
        return context.RespondAsync(BookingStates.Of(context.Saga, applied));
    }

    /// <summary>Answers the caller that waits for the result of an order that decides nothing.</summary>
    public static Task AnswerOrderAsync(BehaviorContext<BookingDecision> context, bool applied) =>
        context.ResponseAddress is null ? Task.CompletedTask : context.RespondAsync(BookingStates.Of(context.Saga, applied));

    /// <summary>Answers the caller of an order for an unknown booking.</summary>
    public static Task AnswerNotFoundAsync(ConsumeContext context, string bookingId) => context.RespondAsync(new BookingNotFound { BookingId = bookingId });

    /// <summary>A change came before its booking: a waiting caller is told so; else it is tried again shortly, and goes to the error queue with this reason if the booking never comes.</summary>
    public static Task AnswerNotKnownYetAsync(ConsumeContext context, string bookingId) =>
        context.ResponseAddress is null ? throw new BookingNotKnownYetException(bookingId) : AnswerNotFoundAsync(context, bookingId);

    // Creates the stored state. BookingTrace links later events to the trace of this one.
    private void Hear(BehaviorContext<BookingDecision> context, string bookingId)
    {
        var booking = context.Saga;
        if (booking.BookingId.Length > 0)
        {
            return;
        }
        booking.BookingId = bookingId;
        booking.FirstHeardAt = time.GetUtcNow();
        booking.OpenSince = booking.FirstHeardAt;
        booking.TraceParent = Activity.Current?.Id;
    }

    private void Note(BehaviorContext<BookingDecision> context, string what, string from, DecisionSource? by = null) =>
        context.Saga.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = what, Who = by?.By, From = from, ChatId = by?.ChatId, Reason = by?.Reason, AdditionalInfo = by?.AdditionalInfo });
}
