using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>What is declared at the broker: the dead letters, each queue with its exchange, the exchange of each message with its bindings.</summary>
internal static class TopologyDeclarer
{
    /// <summary>Connects for the declaration.</summary>
    /// <exception cref="TopologyRefusedException">The broker refuses.</exception>
    public static async Task<IConnection> ConnectAsync(RabbitMqAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await address.ConnectAsync("routed queues", cancellationToken);
        }
        catch (Exception e) when (BrokerFailure.Refusal(e, "anything") is { } sentence)
        {
            throw new TopologyRefusedException(sentence, e);
        }
    }

    /// <summary>Declares all of it. What is there already stays.</summary>
    /// <param name="channel">An open channel; a refusal closes it.</param>
    /// <param name="routes">The public routes; those of <see cref="InternalRoutes"/> are declared with them.</param>
    /// <param name="own">The queues of this process's endpoints.</param>
    /// <param name="stopping">Ends the declaration.</param>
    /// <exception cref="TopologyRefusedException">The broker refuses.</exception>
    public static async Task DeclareAsync(IChannel channel, IReadOnlyList<Route> routes, IReadOnlyCollection<string> own, CancellationToken stopping)
    {
        var doing = "";
        try
        {
            await DeclareAsync(channel, routes, own, what => doing = what, stopping);
        }
        catch (Exception e) when (BrokerFailure.Refusal(e, doing) is { } sentence)
        {
            throw new TopologyRefusedException(sentence, e);
        }
    }

    private static async Task DeclareAsync(IChannel channel, IReadOnlyList<Route> routes, IReadOnlyCollection<string> own, Action<string> doing, CancellationToken stopping)
    {
        var quorum = new Dictionary<string, object?> { [Topology.QueueType] = "quorum" };
        doing($"queue {Topology.DeadLetters}");
        await channel.ExchangeDeclareAsync(Topology.DeadLetters, Topology.Fanout, durable: true, autoDelete: false, cancellationToken: stopping);
        await channel.QueueDeclareAsync(Topology.DeadLetters, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);
        // Dead letters go to this queue first; what it gives up in turn goes to dead-letters at once.
        doing($"queue {Topology.DeadLetterReturns}");
        quorum[Topology.DeadLetterExchange] = "";
        quorum[Topology.DeadLetterRoutingKey] = Topology.DeadLetters;
        await channel.QueueDeclareAsync(Topology.DeadLetterReturns, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);
        await channel.QueueBindAsync(Topology.DeadLetterReturns, Topology.DeadLetters, "", cancellationToken: stopping);
        await channel.QueueUnbindAsync(Topology.DeadLetters, Topology.DeadLetters, "", cancellationToken: stopping);

        quorum.Remove(Topology.DeadLetterRoutingKey);
        quorum[Topology.DeadLetterExchange] = Topology.DeadLetters;
        foreach (var queue in routes.Select(route => route.Queue).Union(InternalRoutes.All.Select(route => route.Queue)).Union(own))
        {
            doing($"queue {queue}");
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);
            // The endpoint's own exchange, which leads to its queue: what is sent to an endpoint's address goes there.
            await channel.ExchangeDeclareAsync(queue, Topology.Fanout, durable: true, autoDelete: false, cancellationToken: stopping);
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: stopping);
        }

        foreach (var exchange in routes.GroupBy(route => Topology.Exchange(route.Message)))
        {
            var type = exchange.Any(route => route.RoutingKey is not null) ? Topology.Direct : Topology.Fanout;
            doing($"exchange {exchange.Key}");
            await channel.ExchangeDeclareAsync(exchange.Key, type, durable: true, autoDelete: false, cancellationToken: stopping);
            foreach (var route in exchange)
            {
                await channel.QueueBindAsync(route.Queue, exchange.Key, route.RoutingKey ?? "", cancellationToken: stopping);
            }

            foreach (var route in Routes.Retired.Where(route => Topology.Exchange(route.Message) == exchange.Key))
            {
                await channel.QueueUnbindAsync(route.Queue, exchange.Key, route.RoutingKey ?? "", cancellationToken: stopping);
            }
        }

        foreach (var (exchange, queue) in InternalRoutes.All)
        {
            doing($"exchange {exchange}");
            await channel.ExchangeDeclareAsync(exchange, Topology.Fanout, durable: true, autoDelete: false, cancellationToken: stopping);
            await channel.QueueBindAsync(queue, exchange, "", cancellationToken: stopping);
        }
    }
}
