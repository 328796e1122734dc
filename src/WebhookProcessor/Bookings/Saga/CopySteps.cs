using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>The saga's steps around what became of its messages in the chats.</summary>
public sealed class CopySteps(StaffMessages messages, TimeProvider time)
{
    /// <summary>A copy of the question is in its chat.</summary>
    public void RecordSent(BehaviorContext<BookingDecision, MessageSent> context)
    {
        if (!MessageCopies.Locate(context.Saga, context.Message))
        {
            return;
        }
        context.Saga.NotificationFailure = null;
        if (context.Saga.StaffNotifiedAt is not null)
        {
            return;
        }
        context.Saga.StaffNotifiedAt = context.Message.SentAt;
        context.Saga.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = "notified", From = "chat", ChatId = context.Message.ChatId });
    }

    /// <summary>A copy of the question could not be delivered.</summary>
    public static void RecordFailed(BehaviorContext<BookingDecision, MessageFailed> context)
    {
        if (context.Saga.StaffNotifiedAt is null && context.Saga.Copies.Exists(c => c.MessageId == context.Message.MessageId))
        {
            context.Saga.NotificationFailure = JsonSerializer.SerializeToElement(context.Message.Reason).GetString();
        }
    }

    /// <summary>A copy was deleted, or its group became a supergroup and it stayed behind: what stands now is shown in a new one.</summary>
    public Task ReplaceLeftBehindAsync(BehaviorContext<BookingDecision, MessageFailed> context)
    {
        if (MessageCopies.TakeLeftBehind(context.Saga, context.Message) is not { } left)
        {
            return Task.CompletedTask;
        }
        var copy = StaffMessages.Copy(context.Saga, new StaffChat(left.ChatId, left.ThreadId, left.Language), $"moved:{left.MessageId:N}");
        MessageCopies.Add(context.Saga, copy);
        return context.Publish(messages.Again(context.Saga, copy, time.GetUtcNow()), c => c.MessageId = copy.MessageId);
    }
}
