using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Platform;

/// <summary>Publishes orders to the Sender under their own ids, so that the same order again is the same message.</summary>
public static class OrderPublishing
{
    /// <summary>A message.</summary>
    public static Task PublishOrderAsync(this IPublishEndpoint bus, SendMessage order, CancellationToken cancellationToken = default) =>
        bus.Publish(order, c => c.MessageId = order.MessageId, cancellationToken);

    /// <summary>An edit.</summary>
    public static Task PublishOrderAsync(this IPublishEndpoint bus, EditMessage order) => bus.Publish(order, c => c.MessageId = order.MessageId);
}
