using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>Which messages must reach a queue of ours: they are published as mandatory, so that the broker returns one that finds none.</summary>
internal sealed class MandatoryRoutes(IReadOnlyList<Route> routes, Func<string, bool> isOwnQueue)
{
    private readonly HashSet<Type> _routed = [.. routes.Select(route => route.Message)];
    private readonly HashSet<(Type Message, string RoutingKey)> _keys = [.. routes.Where(route => route.RoutingKey is not null).Select(route => (route.Message, route.RoutingKey!))];
    private readonly HashSet<string> _exchanges =
    [
        .. routes.Select(route => Topology.Exchange(route.Message)), .. routes.Select(route => route.Queue),
        .. InternalRoutes.All.Select(route => route.Exchange), .. InternalRoutes.All.Select(route => route.Queue),
    ];

    /// <summary>Makes a message mandatory that goes to one of our queues. An answer may have no receiver; events that none of our queues takes are for others to bind.</summary>
    public void Demand<T>(SendContext<T> context) where T : class
    {
        if (context is RabbitMqSendContext rabbit && MustArrive(context))
        {
            rabbit.Mandatory = true;
        }
    }

    private bool MustArrive<T>(SendContext<T> context) where T : class
    {
        var name = context.DestinationAddress is { IsAbsoluteUri: true } address ? Uri.UnescapeDataString(address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]) : null;
        // Of a type that travels over a direct exchange only some keys lead to a queue of ours.
        return (name is null || name == Topology.Exchange(typeof(T))) && Routes.RoutingKeyOf(context.Message) is { } key
            ? _keys.Contains((typeof(T), key))
            : _routed.Contains(typeof(T)) || (name is not null && (_exchanges.Contains(name) || isOwnQueue(name)));
    }
}
