using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around an unreachable chat of the staff or the customer: no booking expires unseen, and staff know which customer is not told.</summary>
public sealed class UnreachedSteps(StaffChats chats, StaffFallback fallback, StaffMessages messages, BookingSteps steps, TimeProvider time)
{
    private const string CustomerTemplates = "customer_";
    private const string NotReached = "client_not_reached";
    private const string Reached = "client_reached";
    private const int MaxTold = 6;

    // Telegram's time is the second in which something happened: it may have been as late as at its end.
    private static readonly TimeSpan TelegramsSecond = TimeSpan.FromMilliseconds(999);

    private static readonly TimeSpan ToldWithin = TimeSpan.FromHours(1);

    private static readonly HashSet<string> Questions = new(StringComparer.Ordinal) { "booking_notification", "booking_reminder", "booking_escalation", "booking_reopened" };

    /// <summary>A question could not be delivered: the fallback chat gets the same question, with buttons that work there.</summary>
    public async Task AskFallbackAsync(BehaviorContext<BookingDecision, MessageFailed> context)
    {
        var (booking, failed) = (context.Saga, context.Message);
        if (booking is not { Decision: null, Booking: not null } || !ChatOutage.IsOfChat(failed.Reason)
            || booking.Copies.Find(copy => copy.MessageId == failed.MessageId) is not { Shown: false } unread || !chats.Contains([unread.ChatId]))
        {
            return;
        }

        var template = failed.Template is { } given && Questions.Contains(given) ? given : "booking_notification";
        await AskElsewhereAsync(context, fallback.InsteadOf(unread.ChatId), template);
    }

    /// <summary>Nothing reaches a chat any more where the question stands: another one gets it. Where it does not stand there nothing is asked, nor where a list alone showed it.</summary>
    public Task AskInsteadAsync(BehaviorContext<BookingDecision, ShowBookingAgain> context)
    {
        var (booking, lost) = (context.Saga, context.Message);
        return booking.Booking is not null && booking.Copies.Exists(copy => copy is { Shown: false, IsLost: false } && (copy.ChatId == lost.InsteadOf || copy.SentTo == lost.InsteadOf))
            ? AskElsewhereAsync(context, [new StaffChat(lost.ChatId, lost.ThreadId, lost.Language)], "booking_notification")
            : Task.CompletedTask;
    }

    private async Task AskElsewhereAsync(BehaviorContext<BookingDecision> context, IEnumerable<StaffChat> elsewhere, string template)
    {
        var booking = context.Saga;
        foreach (var chat in elsewhere)
        {
            // Two unreachable staff chats have one fallback, which is asked once.
            var copy = StaffMessages.Copy(booking, chat, $"fallback:{booking.Revision}:{booking.RemindersSent}:{template}", time.GetUtcNow());
            if (booking.Copies.Exists(known => known.MessageId == copy.MessageId))
            {
                continue;
            }

            MessageCopies.Add(booking, copy);
            booking.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = "asked_elsewhere", From = "chat", ChatId = chat.ChatId });
            await context.PublishOrderAsync(messages.Question(booking, copy, time.GetUtcNow(), template));
        }
    }

    /// <summary>The customer was not reached: the cards say so.</summary>
    public Task RecordCustomerLostAsync(BehaviorContext<BookingDecision, MessageFailed> context) =>
        ChatOutage.IsOfChat(context.Message.Reason) ? RecordCustomerAsync(context, context.Message.Template, context.Message.ChatId, isLost: true, context.Message.FailedAt) : Task.CompletedTask;

    /// <summary>The customer was reached: the cards do not say otherwise any more.</summary>
    public Task RecordCustomerReachedAsync(BehaviorContext<BookingDecision, MessageSent> context) =>
        RecordCustomerAsync(context, context.Message.Template, context.Message.ChatId, isLost: false, context.Message.SentAt);

    /// <summary>Telegram said that the customer blocked the bot, or takes that back: the cards say it before any news fails.</summary>
    public Task RecordCustomerChatAsync(BehaviorContext<BookingDecision, CustomerChatChanged> context) =>
        RecordCustomerAsync(context, context.Message.ChatId, context.Message.IsBlocked, context.Message.At, TelegramsSecond);

    private Task RecordCustomerAsync(BehaviorContext<BookingDecision> context, string? template, string chatId, bool isLost, DateTimeOffset at) =>
        template?.StartsWith(CustomerTemplates, StringComparison.Ordinal) == true ? RecordCustomerAsync(context, chatId, isLost, at) : Task.CompletedTask;

    // The words come from several queues in any order: what is older than the last one changes nothing.
    private async Task RecordCustomerAsync(BehaviorContext<BookingDecision> context, string chatId, bool isLost, DateTimeOffset? at, TimeSpan mayBeLater = default)
    {
        var booking = context.Saga;
        if (booking.Client is not { } customer || customer.ChatId != chatId || at + mayBeLater < customer.HeardAt)
        {
            return;
        }

        booking.Client = customer with { HeardAt = at < customer.HeardAt ? customer.HeardAt : at ?? customer.HeardAt };
        if (booking.IsClientLost == isLost)
        {
            return;
        }

        booking.IsClientLost = isLost;
        // A customer can change it as often as a script runs: it is noted then, and neither fills the audit nor uses up what a group may be told.
        var now = time.GetUtcNow();
        if (booking.Audit.Count(entry => entry.What is NotReached or Reached && entry.At > now - ToldWithin) < MaxTold)
        {
            booking.Audit.Add(new AuditEntry { At = now, What = isLost ? NotReached : Reached, From = DecisionSource.Customer, ChatId = chatId });
            await steps.TellStaffAsync(context);
        }
    }
}
