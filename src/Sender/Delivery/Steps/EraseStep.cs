using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// Stops an order that is older than its person's erasure: one to the person is dropped, one about the person is replaced by an order without the person,
/// so that no queue gets this one again: it carries on as this one would have. What earlier deliveries left in the ledger is told first, and what is in parts has no other order in its place (docs/decisions/0450).
/// </summary>
internal sealed class EraseStep(ErasedOrders erased, KnownDeliveries known, ILedger ledger)
{
    public async Task<bool> RunAsync(MessageDelivery delivery) =>
        await erased.WithoutAsync(delivery.Order) is var without && without == delivery.Order || await EndAsync(delivery, without);

    /// <summary>Asks once more when it is claimed and before it is sent: until then it may have waited for minutes.</summary>
    public async Task<bool> GoesOnAsync(MessageDelivery delivery)
    {
        if (await erased.WithoutAsync(delivery.Order) is var without && without == delivery.Order)
        {
            return true;
        }

        await ledger.GiveBackAsync(delivery.Key, delivery.EvenUnknown);
        delivery.FreeSlot();
        return await EndAsync(delivery, without);
    }

    public async Task<bool> RunAsync(EditDelivery delivery)
    {
        if (await erased.CleanAsync(delivery.Order.BookingId, delivery.Order.Values) is not { } values)
        {
            return true;
        }

        await delivery.Consume.ReplaceAsync(delivery.Order with { Values = values });
        return delivery.End(new DeliveryResult.Superseded());
    }

    private async Task<bool> EndAsync(MessageDelivery delivery, SendMessage? without)
    {
        if (without is null || await ledger.IsInPartsAsync(delivery.Order.MessageId))
        {
            // A failure is told too, but nothing of the order may lie in an error queue.
            return delivery.End(await known.TraceAsync(delivery) switch
            {
                null => new DeliveryResult.Expired(),
                DeliveryResult.Failed failed => failed with { IsKept = false },
                var trace => trace,
            });
        }

        // Or that one waits for this.
        delivery.Hold?.Dispose();
        delivery.Hold = null;
        await delivery.Consume.ReplaceAsync(without);
        return delivery.End(new DeliveryResult.Superseded());
    }
}
