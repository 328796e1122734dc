using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Drops a message whose time is over. Where an earlier delivery sent the whole of it, or left another entry, that outcome is published.</summary>
internal sealed class ExpireStep(KnownDeliveries known, TimeProvider time)
{
    public async Task<bool> RunAsync(MessageDelivery delivery) =>
        !delivery.IsOver(time.GetUtcNow()) || delivery.End(await known.TraceAsync(delivery) ?? new DeliveryResult.Expired());
}
