using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Drops a message whose time is over. Where an earlier delivery sent the whole of it, or left another entry, that outcome is published.</summary>
internal sealed class ExpireStep(ILedger ledger, KnownDeliveries known, TimeProvider time)
{
    public async Task<bool> RunAsync(MessageDelivery delivery) =>
        !delivery.IsOver(time.GetUtcNow()) || delivery.End(await TraceAsync(delivery) ?? new DeliveryResult.Expired());

    private async Task<DeliveryResult?> TraceAsync(MessageDelivery delivery)
    {
        foreach (var key in LedgerEntries.Of(delivery.Order.MessageId))
        {
            if (await ledger.FindAsync(key) is { State: not EntryState.Open } && await known.LookAsync(delivery, key) is { } result && !(key.Part > 0 && result is DeliveryResult.Duplicate))
            {
                // That a part is in the chat says nothing of the others.
                return result;
            }
        }

        return null;
    }
}
