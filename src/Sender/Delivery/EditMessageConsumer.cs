using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Changes a message that was sent before. Of several edits of one message only the one ordered last is made, and none before the message is there.
/// Running twice is harmless: the second finds the edit in place (docs/telegram.md 20). So an edit with an ambiguous outcome is made again.
/// </summary>
internal sealed class EditMessageConsumer(DeliveryPipeline pipeline) : IConsumer<EditMessage>
{
    public async Task Consume(ConsumeContext<EditMessage> context)
    {
        using var delivery = new EditDelivery(context);
        await pipeline.EditAsync(delivery);
    }
}
