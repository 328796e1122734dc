using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Publishes the outcome of a message, and passes the message on: to the scheduler, to a retry, or to the error queue.</summary>
internal sealed class PublishStep(DeliveryEvents events, ErasedOrders erased, KnownDeliveries known, ILedger ledger, RetryOptions retries, TimeProvider time)
{
    public async Task RunAsync(MessageDelivery delivery)
    {
        var context = delivery.Consume;
        if (delivery.Result is DeliveryResult.Deferred { Why: DeferralReason.Limits } never && delivery.IsOver(never.Until))
        {
            // An urgent one may be in its chat by an earlier request that had no answer.
            delivery.Result = await known.TraceAsync(delivery) ?? new DeliveryResult.Expired();
        }

        switch (delivery.Result)
        {
            case DeliveryResult.Delivered sent:
                await events.SentAsync(context, sent.Delivery, sent.Attempts, isNews: true, sent.Parts);
                break;
            case DeliveryResult.Duplicate sent:
                await events.SentAsync(context, sent.Delivery, sent.Attempts, isNews: false, sent.Parts);
                break;
            case DeliveryResult.Expired:
                await OverAsync(delivery);
                await events.ExpiredAsync(context);
                break;
            case DeliveryResult.Deferred deferred:
                await DeferAsync(delivery, deferred);
                break;
            case DeliveryResult.Unknown unknown:
                // Nobody chooses what becomes of what nobody asks for.
                if (delivery.Order.Transient is not true)
                {
                    await erased.ParkAsync(delivery.Order, delivery.Consume.Choice());
                }

                await OverAsync(delivery);
                await events.UnknownAsync(context, resending: false, unknown.Attempts, unknown.IsNews);
                break;
            case DeliveryResult.Retry again when !IsLast(delivery):
                await events.AttemptFailedAsync(context, again.Why, again.Attempts);
                throw new TelegramUnavailableException(again.Why, again.Attempts);
            case DeliveryResult.Retry last:
                await ledger.FailedAsync(delivery.Whole, FailureReason.Unavailable);
                await FailAsync(delivery, new DeliveryResult.Failed(FailureReason.Unavailable, last.Why, last.Attempts));
                break;
            case DeliveryResult.Failed { Reason: FailureReason.Cancelled }:
                break; // The caller that took it back was told.
            case DeliveryResult.Failed failed:
                await FailAsync(delivery, failed);
                break;
        }
    }

    /// <summary>True for a failure of our own that no retry fixes: the caller must still get an answer.</summary>
    public bool IsLast(MessageDelivery delivery, Exception own) => own is not OperationCanceledException && IsLast(delivery);

    /// <summary>Publishes such a failure.</summary>
    public async Task FailureAsync(MessageDelivery delivery, Exception own)
    {
        delivery.FreeSlot();
        await events.FailedAsync(delivery.Consume, FailureReason.Unavailable, $"A fault of the Sender, not of Telegram ({own.GetType().Name}): its log has the details.", attempts: 0, isNews: true);
        await OverAsync(delivery);
    }

    private bool IsLast(MessageDelivery delivery) => retries.IsLast(delivery.Consume);

    /// <summary>Nothing else in the ledger tells that a message expired, or that the fate of one in parts is not known: what is to be read after it would wait for it. Where it has no entry nobody does.</summary>
    private Task OverAsync(MessageDelivery delivery) => delivery.IsFirst && !delivery.WasClaimed ? Task.CompletedTask : ledger.LearnAsync(delivery.Whole, Learned.Over);

    private async Task DeferAsync(MessageDelivery delivery, DeliveryResult.Deferred deferred)
    {
        // Once; what waits for its own time first begins its way afterwards.
        if (deferred.Why != DeferralReason.SendAt && (delivery.Consume.Deferrals() == 0 || delivery.Order.SendAt is not null))
        {
            await ledger.LearnAsync(delivery.Whole, Learned.OnItsWay);
        }

        switch (deferred.Why)
        {
            case DeferralReason.Limits:
                await events.DeferredAsync(delivery.Consume, deferred.Until);
                break;
            case DeferralReason.SendAt:
                await events.ScheduledAsync(delivery.Consume, deferred.Until);
                break;
        }

        await delivery.Consume.DeferAsync(deferred.Until - time.GetUtcNow(), deferred.Place, isInParts: delivery.Parts.Count > 1);
    }

    /// <summary>Moves the order to the error queue, after the failure was published.</summary>
    private async Task FailAsync(MessageDelivery delivery, DeliveryResult.Failed failed)
    {
        await events.FailedAsync(delivery.Consume, failed.Reason, failed.Detail, failed.Attempts, failed.IsNews);
        // An earlier delivery may have ended between the ledger and the error queue.
        if (failed.IsKept && !delivery.Order.FailureHandled && (failed.IsNews || delivery.Consume.WasBegun()))
        {
            throw new DeliveryFailedException(failed.Reason, failed.Detail);
        }
    }
}
