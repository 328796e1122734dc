using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around a session that the platform moves.</summary>
public sealed class MoveSteps(BookingSteps steps, AskSteps asks, DeadlineSteps deadlines, CustomerSteps client, WishSteps wishes, TimeProvider time)
{
    private static readonly string[] Session = ["date", "time_slots"];

    /// <summary>Notes the wish, also one for the time that stands already: an earlier one that comes later does not take it away.</summary>
    public void RecordWish(BehaviorContext<BookingDecision, BookingRescheduled> context) => wishes.Record(context, Session, context.Message.By);

    /// <summary>False where the session is at that time already: a repetition of the move tells nobody anything, however long after it comes.</summary>
    public bool IsMove(BehaviorContext<BookingDecision, BookingRescheduled> context)
    {
        if (context.Saga.Booking is not { } known)
        {
            return false;
        }

        var (date, slots) = WishedFor(context);
        return known.Date != date || !BookingFields.AreSameSlots(known.TimeSlots, slots);
    }

    /// <summary>The session was moved: staff must not decide by the old date, so older buttons are outdated.</summary>
    public void RecordMove(BehaviorContext<BookingDecision, BookingRescheduled> context)
    {
        var booking = context.Saga;
        var known = booking.Booking!;
        booking.CameAs ??= known;
        var (date, slots) = WishedFor(context);
        booking.Booking = known with { Date = date, TimeSlots = slots };
        booking.KeyboardVersion++;
        booking.Revision++;
        booking.ClientReminded = false;
        booking.Former = new FormerSession(known.Date, known.TimeSlots, booking.Revision);
        booking.Audit.Add(new AuditEntry
        {
            At = time.GetUtcNow(),
            What = "rescheduled",
            Who = context.Message.By,
            From = context.ResponseAddress is null ? "bus" : "http",
            Reason = $"{When(known.Date, known.TimeSlots)} -> {When(date, slots)}",
        });
    }

    /// <summary>
    /// Staff see the new day on the cards, and a separate message tells of the move, since editing a card notifies nobody; the customer is told of the move and not of the decision again.
    /// </summary>
    public async Task TellOfMoveAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        await steps.TellStaffAsync(context);
        foreach (var chat in booking.Copies.Where(copy => !copy.Shown).DistinctBy(copy => (copy.ChatId, copy.ThreadId)).ToList())
        {
            var id = BookingCorrelation.Message(booking.CorrelationId, $"moved:{chat.ChatId}:{chat.ThreadId}:{booking.Revision}");
            await context.PublishOrderAsync(StaffMessages.InReplyTo(chat, new SendMessage
            {
                MessageId = id,
                ChatId = chat.ChatId,
                ThreadId = chat.ThreadId,
                Template = "booking_moved",
                Language = chat.Language,
                Values = BookingTemplateValues.Of(booking, time.GetUtcNow()),
                Priority = Priority.High,
                CreatedAt = time.GetUtcNow(),
                BookingId = booking.BookingId,
            }));
        }

        await asks.HoldAgainAsync(context); // Last, so that nobody hears of a move who is asked only now.
        await client.TellOfMoveAsync(context);
        await BookingSteps.UpdateIndexAsync(context);
        await deadlines.SetDeadlineAsync(context);
    }

    private (DateOnly Date, IReadOnlyList<string> TimeSlots) WishedFor(BehaviorContext<BookingDecision, BookingRescheduled> context)
    {
        var (known, passedOver) = (context.Saga.Booking!, wishes.PassedOver(context, Session));
        return (passedOver.Contains("date") ? known.Date : context.Message.Date, passedOver.Contains("time_slots") ? known.TimeSlots : context.Message.TimeSlots);
    }

    private static string When(DateOnly date, IReadOnlyList<string> timeSlots) => $"{date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)} {string.Join(", ", timeSlots)}";
}
