using MassTransit;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// Stops an order of before its person was erased: to the person it is not sent any more, and about the person it goes on without the person,
/// as an order of its own, so that no queue gets this one again.
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

    private static async Task<bool> GoesOnAsync<T>(DeliveryContext delivery, ConsumeContext consume, T without)
        where T : class
    {
        await consume.Publish(without);
        return delivery.End(new DeliveryResult.Superseded());
    }
}
