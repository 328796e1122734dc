using MassTransit.Transports.Fabric;
using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Binds an endpoint to a direct exchange, on either transport.</summary>
public static class RoutedEndpoint
{
    /// <summary>
    /// This endpoint gets the messages of type <typeparamref name="T"/> that are published with one routing key, and of no other
    /// type by itself: bind each further type by its own call of <see cref="BindByRoutingKey{T}"/> or <see cref="BindAll{T}"/>.
    /// </summary>
    public static void BindByRoutingKey<T>(this IReceiveEndpointConfigurator endpoint, string routingKey) where T : class
    {
        endpoint.ConfigureConsumeTopology = false;
        switch (endpoint)
        {
            case IRabbitMqReceiveEndpointConfigurator rabbit:
                rabbit.Bind<T>(binding =>
                {
                    binding.ExchangeType = Topology.Direct;
                    binding.RoutingKey = routingKey;
                });
                // The endpoint's own exchange fans out to its queue, whatever the key.
                break;
            case IInMemoryReceiveEndpointConfigurator memory:
                memory.Bind<T>(ExchangeType.Direct, routingKey);
                break;
        }
    }

    /// <summary>This endpoint gets every published message of type <typeparamref name="T"/>, where its topology is switched off by <see cref="BindByRoutingKey{T}"/>.</summary>
    public static void BindAll<T>(this IReceiveEndpointConfigurator endpoint) where T : class
    {
        switch (endpoint)
        {
            case IRabbitMqReceiveEndpointConfigurator rabbit:
                rabbit.Bind<T>();
                break;
            case IInMemoryReceiveEndpointConfigurator memory:
                memory.Bind<T>();
                break;
        }
    }
}
