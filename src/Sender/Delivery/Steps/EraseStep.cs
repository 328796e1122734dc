using MassTransit;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// Stops an order that is older than its person's erasure: one to the person is dropped, one about the person is replaced by an order without the person,
/// so that no queue gets this one again: it carries on as this one would have.
/// </summary>
internal sealed class EraseStep(ErasedOrders erased)
{
    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        var order = delivery.Order;
        if (await erased.IsForNobodyAsync(order))
        {
            return delivery.End(new DeliveryResult.Expired());
        }

        if (await erased.HasPhotosOfNobodyAsync(order))
        {
            return order.Text is null && order.Template is null
                ? delivery.End(new DeliveryResult.Expired())
                : await GoesOnAsync(delivery, delivery.Consume, order with { Photos = null });
        }

        return await erased.CleanAsync(order.BookingId, order.Values) is not { } values || await GoesOnAsync(delivery, delivery.Consume, order with { Values = values });
    }

    public async Task<bool> RunAsync(EditDelivery delivery) =>
        await erased.CleanAsync(delivery.Order.BookingId, delivery.Order.Values) is not { } values || await GoesOnAsync(delivery, delivery.Consume, delivery.Order with { Values = values });

    private static async Task<bool> GoesOnAsync<T>(DeliveryContext delivery, ConsumeContext<T> consume, T without)
        where T : class
    {
        await consume.ReplaceAsync(without);
        return delivery.End(new DeliveryResult.Superseded());
    }
}
