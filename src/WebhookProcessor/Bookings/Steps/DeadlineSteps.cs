using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around deadlines.</summary>
public sealed class DeadlineSteps(DeadlinePlan plan, StaffChats chats, StaffRoles roles, StaffMessages messages, TimeProvider time)
{
    private static readonly TimeSpan Max = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    /// <summary>True for the deadline that is stored; any other was moved, or comes again.</summary>
    public static bool IsCurrent(BehaviorContext<BookingDecision, DeadlineReached> context) =>
        context.Saga.NextDeadline == new Deadline(context.Message.Kind, context.Message.At);

    /// <summary>Sets the next deadline where it changed, and leaves the rest to the scheduler.</summary>
    public Task SetDeadlineAsync(BehaviorContext<BookingDecision> context)
    {
        var next = plan.Next(context.Saga);
        if (next == context.Saga.NextDeadline)
        {
            return Task.CompletedTask;
        }

        context.Saga.NextDeadline = next;
        return next is null ? Task.CompletedTask : ScheduleAsync(context, next);
    }

    /// <summary>True for a deadline whose timer ended early, because no timer is long enough for it.</summary>
    /// <remarks>The timer says so and not the clock: where the scheduler's clock is ahead of this one, a new timer would end at once, again and again.</remarks>
    public bool IsNotDueYet(BehaviorContext<BookingDecision, DeadlineReached> context) =>
        context.Message.At > (context.Message.TimerEndsAt ?? (time.GetUtcNow() + ClockDifference));

    /// <summary>Schedules the rest of the time to a deadline that is not due yet.</summary>
    public Task RescheduleAsync(BehaviorContext<BookingDecision, DeadlineReached> context) =>
        IsCurrent(context) ? ScheduleAsync(context, new Deadline(context.Message.Kind, context.Message.At)) : Task.CompletedTask;

    /// <summary>Reminds the chats that were asked, with buttons that work.</summary>
    public async Task RemindStaffAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        booking.RemindersSent++;
        booking.RemindedAt = time.GetUtcNow();
        foreach (var chat in chats.For(booking.Booking!))
        {
            await AskAsync(context, chat, $"remind:{booking.Revision}:{booking.RemindersSent}", "booking_reminder", Priority.High);
        }
        Note(context, "reminded");
    }

    /// <summary>Notifies the managers in their own chats; where none is listed, the chats that were asked. Critical, so it passes the quiet hours.</summary>
    public async Task CallManagersAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        booking.Escalated = true;
        booking.EscalatedAt = booking.Revision;
        var managers = roles.Managers.Select(id => new StaffChat(id.ToString(System.Globalization.CultureInfo.InvariantCulture), null, chats.Default.Language)).ToList();
        foreach (var chat in managers.Count > 0 ? managers : chats.For(booking.Booking!))
        {
            await AskAsync(context, chat, Escalation(booking), "booking_escalation", Priority.Critical, isFailureHandled: managers.Count > 0);
        }
        Note(context, "escalated");
    }

    /// <summary>A manager could not be reached, who never wrote to the bot or blocked it: the chats that were asked are told once instead, with the manager's name.</summary>
    public async Task CallInStaffChatsAsync(BehaviorContext<BookingDecision, MessageFailed> context)
    {
        var booking = context.Saga;
        if (booking.Booking is null || roles.Managers.FirstOrDefault(id => CallId(booking, id) == context.Message.MessageId) is not (> 0 and var manager))
        {
            return;
        }

        var name = manager.ToString(System.Globalization.CultureInfo.InvariantCulture);
        booking.Copies.RemoveAll(copy => copy.MessageId == context.Message.MessageId);
        booking.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = "manager_not_reached", From = "chat", ChatId = name });
        if (booking.Decision is not null)
        {
            return;
        }

        foreach (var chat in chats.For(booking.Booking))
        {
            var copy = StaffMessages.Copy(booking, chat, $"{Escalation(booking)}:staff", time.GetUtcNow());
            if (booking.Copies.Exists(known => known.MessageId == copy.MessageId))
            {
                continue;
            }

            MessageCopies.Add(booking, copy);
            var question = messages.Question(booking, copy, time.GetUtcNow(), "booking_escalation");
            var values = new Dictionary<string, JsonElement>(question.Values!, StringComparer.Ordinal)
            {
                ["manager_id"] = JsonSerializer.SerializeToElement(manager),
                ["manager_name"] = JsonSerializer.SerializeToElement(name),
            };
            await context.PublishOrderAsync(question with { Priority = Priority.Critical, Values = values });
        }
    }

    private static string Escalation(BookingDecision booking) => $"escalate:{booking.EscalatedAt ?? booking.Revision}";

    private static Guid CallId(BookingDecision booking, long manager) =>
        StaffMessages.CopyId(booking.CorrelationId, manager.ToString(System.Globalization.CultureInfo.InvariantCulture), threadId: null, Escalation(booking));

    // Timers, also those of the in-memory transport, end at 49 days: a later deadline is scheduled several times.
    private Task ScheduleAsync(BehaviorContext<BookingDecision> context, Deadline deadline)
    {
        var stretch = time.GetUtcNow() + Max;
        var timer = deadline.At < stretch ? deadline.At : stretch;
        return context.SchedulePublish(
            timer.UtcDateTime,
            new DeadlineReached { CorrelationId = context.Saga.CorrelationId, Kind = deadline.Kind, At = deadline.At, TimerEndsAt = timer });
    }

    private async Task AskAsync(BehaviorContext<BookingDecision> context, StaffChat chat, string occasion, string template, Priority priority, bool isFailureHandled = false)
    {
        var copy = StaffMessages.Copy(context.Saga, chat, occasion, time.GetUtcNow());
        MessageCopies.Add(context.Saga, copy);
        var question = messages.Question(context.Saga, copy, time.GetUtcNow(), template) with { Priority = priority, FailureHandled = isFailureHandled };
        await context.PublishOrderAsync(question);
    }

    private void Note(BehaviorContext<BookingDecision> context, string what) =>
        context.Saga.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = what, From = "deadline" });
}
