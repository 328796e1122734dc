using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Drops an edit where one that was ordered later is known: that one will be made.</summary>
internal sealed class LatestEditStep(ILedger ledger)
{
    public async Task<bool> RunAsync(EditDelivery delivery) =>
        await ledger.IsLatestEditAsync(delivery.Order.TargetMessageId, delivery.Order.CreatedAt) || delivery.End(new DeliveryResult.Superseded());
}
