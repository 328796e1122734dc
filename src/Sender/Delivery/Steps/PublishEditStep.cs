using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Publishes the outcome of an edit, and passes the edit on: to the scheduler, to a retry, or to the error queue.</summary>
internal sealed class PublishEditStep(DeliveryEvents events, RetryOptions retries, TimeProvider time)
{
    public async Task RunAsync(EditDelivery delivery)
    {
        switch (delivery.Result)
        {
            case DeliveryResult.Delivered edited:
                await TellAsync(delivery, edited.Delivery);
                break;
            case DeliveryResult.Deferred deferred:
                await delivery.Consume.DeferAsync(deferred.Until - time.GetUtcNow(), deferred.Place, delivery.Requests);
                break;
            case DeliveryResult.Retry again when !retries.IsLast(delivery.Consume):
                throw new TelegramUnavailableException(again.Why, again.Attempts);
            case DeliveryResult.Retry last:
                await FailAsync(delivery, FailureReason.Unavailable, last.Why, last.Attempts);
                break;
            case DeliveryResult.Failed failed:
                await FailAsync(delivery, failed.Reason, failed.Detail, failed.Attempts);
                break;
        }
    }

    private async Task TellAsync(EditDelivery delivery, Admission.DeliveredMessage edited)
    {
        await events.EditedAsync(delivery.Consume, edited.ChatId, edited.Remark);
        if (delivery.Consume.ResponseAddress is not null)
        {
            await delivery.Consume.RespondAsync(new MessageSent
            {
                MessageId = delivery.Order.MessageId, ChatId = edited.ChatId, TelegramMessageId = edited.TelegramMessageId, SentAt = edited.At, BookingId = delivery.Order.BookingId, Remark = edited.Remark,
            });
        }
    }

    private async Task FailAsync(EditDelivery delivery, FailureReason reason, string? detail, int attempts)
    {
        await events.FailedAsync(delivery.Consume, delivery.ChatId, reason, detail, attempts);
        throw new DeliveryFailedException(reason, detail);
    }
}
