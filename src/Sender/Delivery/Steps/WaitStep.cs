using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Waits for the message's own time, and while another copy of it is in progress. One that was cancelled does not wait to the end.</summary>
internal sealed class WaitStep(ILedger ledger, InFlightMessages inHand, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        if (delivery.Order.SendAt is { } at && at > time.GetUtcNow())
        {
            return delivery.End(await ledger.FindAsync(delivery.Whole) is { Reason: FailureReason.Cancelled }
                ? new DeliveryResult.Failed(FailureReason.Cancelled, Detail: null, Attempts: 0, IsNews: false)
                : new DeliveryResult.Deferred(at, Place: null, DeferralReason.SendAt));
        }

        delivery.Hold = inHand.TryTake(delivery.Order);
        return delivery.Hold is not null || delivery.End(new DeliveryResult.Deferred(time.GetUtcNow() + LookAgain, delivery.Place, DeferralReason.Another));
    }
}
