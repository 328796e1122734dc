using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Clears the failure of a message that an operator moved back from an error queue. Sent parts stay sent, unknown ones wait for their own choice, and what was taken back stays so.</summary>
internal sealed class ReopenStep(ILedger ledger)
{
    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        if (!delivery.Consume.WasReplayed())
        {
            return true;
        }

        foreach (var key in LedgerEntries.Of(delivery.Order.MessageId))
        {
            if (await ledger.FindAsync(key) is { IsReopened: true })
            {
                await ledger.ReopenAsync(key);
            }
        }

        return true;
    }
}
