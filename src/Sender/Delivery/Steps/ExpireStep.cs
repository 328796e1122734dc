using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Not after its time. An earlier delivery may have brought it into its chat all the same, or left another trace: then that is told.</summary>
internal sealed class ExpireStep(ILedger ledger, KnownDeliveries known, TimeProvider time)
{
    public async Task<bool> RunAsync(MessageDelivery delivery) =>
        !delivery.IsOver(time.GetUtcNow()) || delivery.End(await TraceAsync(delivery) ?? new DeliveryResult.Expired());

    private async Task<DeliveryResult?> TraceAsync(MessageDelivery delivery)
    {
        foreach (var key in LedgerEntries.Of(delivery.Order.MessageId))
        {
            if (await ledger.FindAsync(key) is { State: not EntryState.Open } && await known.FindAsync(delivery, key) is { } result)
            {
                return result;
            }
        }

        return null;
    }
}
