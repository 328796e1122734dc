using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>Names the queue of a consumer where it is registered.</summary>
public static class ConsumerQueue
{
    /// <summary>Several consumers may share a queue; what one of their definitions sets for the endpoint holds for all of them.</summary>
    /// <param name="consumer">The registration.</param>
    /// <param name="queue">The queue's name.</param>
    public static void On(this IConsumerRegistrationConfigurator consumer, string queue) => consumer.Endpoint(endpoint => endpoint.Name = queue);
}
