using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around "later".</summary>
public sealed class SnoozeSteps(StaffMessages messages, BookingSteps steps, DeadlineSteps deadlines, DeadlinePlan plan, CallbackAnswers answers, Localizer localizer, StudioClock clock)
{
    private static readonly TimeOnly Morning = new(9, 0);

    /// <summary>True where the person can be reminded before the wait for a decision ends.</summary>
    public bool IsInTime(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        Until(context.Message) is { } until && (plan.Expiry(context.Saga) is not { } expiry || until < expiry);

    /// <summary>Stores it, confirms it to the person, and shows it on the cards.</summary>
    public async Task SnoozeAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        var (booking, press) = (context.Saga, context.Message);
        var until = Until(press)!.Value;
        var copy = MessageCopies.Under(booking, press, localizer.DefaultLanguage);
        Snooze.Put(booking, new Snooze(press.UserId, press.UserName, copy.ChatId, copy.ThreadId, copy.Language, until));
        booking.Audit.Add(new AuditEntry { At = clock.Now, What = "snoozed", Who = press.UserName, From = "chat", ChatId = press.ChatId, Reason = until.ToString("u", CultureInfo.InvariantCulture) });
        await answers.AnswerAsync(context, "popup_snoozed", alert: false, ("snoozed_until", until));
        await steps.TellStaffAsync(context);
        await deadlines.SetDeadlineAsync(context);
    }

    /// <summary>Tells the person that the booking expires, or the session begins, before that.</summary>
    public Task AnswerTooLateAsync(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        answers.AnswerAsync(context, "popup_snooze_too_late", alert: true);

    /// <summary>Asks the person who wanted to be reminded now, by name; the cards no longer show the wish.</summary>
    /// <remarks>What the deadline is for is due, whatever the clock of this process says: its timer is not set again.</remarks>
    public async Task RemindAsync(BehaviorContext<BookingDecision, DeadlineReached> context)
    {
        var booking = context.Saga;
        var due = booking.Snoozes.FindAll(snooze => snooze.Until <= clock.Now || snooze.Until <= context.Message.At);
        booking.Snoozes.RemoveAll(due.Contains);
        var earlier = booking.Copies.FindAll(copy => due.Exists(snooze => snooze.UserId == copy.Reminds));
        earlier.ForEach(copy => MessageCopies.Retire(booking, copy));
        await steps.TellStaffAsync(context);
        foreach (var copy in earlier.Where(copy => !copy.IsLost))
        {
            await context.PublishOrderAsync(messages.Current(booking, copy) with { ReplyMarkup = null }); // The last edit of it: however often somebody presses Later, the booking has one reminder a person.
        }

        foreach (var snooze in due)
        {
            var copy = StaffMessages.Copy(booking, new StaffChat(snooze.ChatId, snooze.ThreadId, snooze.Language), $"snooze:{snooze.UserId}:{snooze.Until.UtcTicks}", clock.Now) with { Reminds = snooze.UserId };
            MessageCopies.Add(booking, copy);
            var question = messages.Question(booking, copy, clock.Now, "booking_snoozed");
            var order = question with { Values = Localizer.With(question.Values!, ("user_id", snooze.UserId), ("user_name", snooze.UserName)) };
            await context.PublishOrderAsync(order);
            booking.Audit.Add(new AuditEntry { At = clock.Now, What = "snooze_ended", Who = snooze.UserName, From = "deadline", ChatId = snooze.ChatId });
        }
    }

    private DateTimeOffset? Until(ButtonPressed press) => (SnoozeChoice)press.Argument switch
    {
        SnoozeChoice.Quarter => clock.Now.AddMinutes(15),
        SnoozeChoice.Hour => clock.Now.AddHours(1),
        SnoozeChoice.Tomorrow => WallClock.Moment(clock.Today.AddDays(1), Morning, clock.Zone),
        _ => null,
    };
}
