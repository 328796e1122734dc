using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Carries out an order of one lane and publishes its outcome. Running twice for one message sends it once.</summary>
internal sealed class SendMessageConsumer<TLane>(DeliveryPipeline pipeline) : IConsumer<SendMessage>
    where TLane : ILane
{
    public async Task Consume(ConsumeContext<SendMessage> context)
    {
        using var delivery = new MessageDelivery(context);
        await pipeline.SendAsync(delivery);
    }
}
