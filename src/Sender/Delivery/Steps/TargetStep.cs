using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Finds the message that is edited: an edit that came before it waits, unless it is wrong in itself.</summary>
internal sealed class TargetStep(ILedger ledger, TimeProvider time)
{
    public async Task<bool> RunAsync(EditDelivery delivery)
    {
        switch (EditTargets.Decide(await ledger.FindAsync(new LedgerKey(delivery.Order.TargetMessageId)), delivery.Order, delivery.Consume.Deferrals()))
        {
            case Target.Known known:
                delivery.Target = known;
                return true;
            case Target.NotYet when !CheckStep.Run(delivery):
                return false; // What is wrong does not wait first: it would come back in an envelope of ours.
            case Target.NotYet notYet:
                return delivery.End(new DeliveryResult.Deferred(time.GetUtcNow() + notYet.Wait, Place: null, DeferralReason.Another));
            case Target.Never never:
                return delivery.End(new DeliveryResult.Failed(FailureReason.MessageNotFound, never.Why, Attempts: 0));
            case var other:
                throw new InvalidOperationException($"There is no target {other.GetType().Name}.");
        }
    }
}
