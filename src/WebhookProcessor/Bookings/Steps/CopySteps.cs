using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around what became of its messages in the chats.</summary>
public sealed class CopySteps(StaffMessages messages, DeadlineSteps deadlines, TimeProvider time)
{
    /// <summary>A copy of the question is in its chat. One that had failed, and was moved back from the error queue, shows how the booking stood then: it is brought up to date.</summary>
    public async Task RecordSentAsync(BehaviorContext<BookingDecision, MessageSent> context)
    {
        var booking = context.Saga;
        var isElsewhere = !booking.Copies.Exists(copy => copy.ChatId == context.Message.ChatId || copy.SentTo == context.Message.ChatId);
        var wasLost = booking.Copies.Find(copy => copy.MessageId == context.Message.MessageId) is { IsLost: true };
        if (!MessageCopies.Locate(booking, context.Message))
        {
            return;
        }
        if (isElsewhere)
        {
            // The booking is asked for by this number too from now on.
            await BookingSteps.UpdateIndexAsync(context);
        }

        var wasUnseen = booking.IsUnseen;
        booking.NotificationFailure = null;
        if (booking.StaffNotifiedAt is null)
        {
            booking.StaffNotifiedAt = context.Message.SentAt;
            booking.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = "notified", From = "chat", ChatId = context.Message.ChatId });
        }
        if (wasLost)
        {
            Edits.Begin(booking, time.GetUtcNow());
            var edit = messages.Current(booking, booking.Copies.Find(copy => copy.MessageId == context.Message.MessageId)!);
            await context.PublishOrderAsync(edit);
        }
        if (wasUnseen)
        {
            booking.SeenLateAt = time.GetUtcNow();
            await deadlines.SetDeadlineAsync(context);
        }
    }

    /// <summary>A copy of the question could not be delivered. What nobody was told of does not expire before its session.</summary>
    public async Task RecordFailedAsync(BehaviorContext<BookingDecision, MessageFailed> context)
    {
        if (MessageCopies.Lose(context.Saga, context.Message.MessageId) && context.Saga.StaffNotifiedAt is null)
        {
            context.Saga.NotificationFailure = JsonSerializer.SerializeToElement(context.Message.Reason).GetString();
            await deadlines.SetDeadlineAsync(context);
        }
    }

    /// <summary>A copy was deleted, or stayed behind when its group became a supergroup: a new one shows the current state.</summary>
    public Task ReplaceLeftBehindAsync(BehaviorContext<BookingDecision, MessageFailed> context)
    {
        if (MessageCopies.TakeLeftBehind(context.Saga, context.Message) is not { } left)
        {
            return Task.CompletedTask;
        }
        var copy = StaffMessages.Copy(context.Saga, new StaffChat(left.ChatId, left.ThreadId, left.Language), $"moved:{left.MessageId:N}", time.GetUtcNow()) with { Reminds = left.Reminds, Shown = left.Shown };
        MessageCopies.Add(context.Saga, copy);
        return context.PublishOrderAsync(messages.Again(context.Saga, copy, time.GetUtcNow()));
    }
}
