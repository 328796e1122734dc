using System.Reflection;
using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Applies <see cref="Routes"/> to a bus. Publishers declare the queues of what they publish, with the very arguments that
/// the consumers use: a publish that no queue is bound to vanishes although the broker confirms it (MASSTRANSIT.md 6a),
/// and a Gateway must be able to take bookings before the other services ever started.
/// </summary>
internal static class Topology
{
    /// <summary>Where a quorum queue puts a message that was delivered too often (RabbitMQ 4 drops it otherwise, MASSTRANSIT.md 2).</summary>
    public const string DeadLetters = "dead-letters";

    public const string Direct = "direct";

    public const string QueueType = "x-queue-type";

    public const string DeadLetterExchange = "x-dead-letter-exchange";

    private static readonly MethodInfo ConfigureRabbit = typeof(Topology).GetMethod(nameof(OnRabbit), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo ConfigureMemory = typeof(Topology).GetMethod(nameof(InMemory), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void Apply(IRabbitMqBusFactoryConfigurator bus, IReadOnlyList<Route> routes)
    {
        foreach (var type in routes.GroupBy(route => route.Message))
            ConfigureRabbit.MakeGenericMethod(type.Key).Invoke(null, [bus, type.ToList()]);
        // Each publisher deploys its topology at its first publish, which is tried again when it fails. Deployed at the start
        // (DeployPublishTopology) a failure ends the start for good, and several processes that declare the same quorum queues
        // on a fresh broker at the same moment do fail now and then.
    }

    public static void Apply(IInMemoryBusFactoryConfigurator bus, IReadOnlyList<Route> routes)
    {
        foreach (var type in routes.GroupBy(route => route.Message))
            ConfigureMemory.MakeGenericMethod(type.Key).Invoke(null, [bus, type.ToList()]);
    }

    private static void OnRabbit<T>(IRabbitMqBusFactoryConfigurator bus, List<Route> routes) where T : class
    {
        var direct = routes.Exists(route => route.RoutingKey is not null);
        var exchange = bus.MessageTopology.GetMessageTopology<T>().EntityName;
        bus.Publish<T>(publish =>
        {
            if (direct)
                publish.ExchangeType = Direct;

            foreach (var route in routes)
            {
                publish.BindQueue(exchange, route.Queue, binding =>
                {
                    binding.ExchangeType = direct ? Direct : "fanout";
                    binding.RoutingKey = route.RoutingKey ?? "";
                    binding.SetQueueArgument(QueueType, "quorum");
                    binding.SetQueueArgument(DeadLetterExchange, DeadLetters);
                });
            }

            publish.BindQueue(DeadLetters, DeadLetters, binding => binding.SetQueueArgument(QueueType, "quorum"));
        });

        if (direct)
            bus.Send<T>(send => send.UseRoutingKeyFormatter(context => Routes.RoutingKeyOf(context.Message) ?? ""));
    }

    private static void InMemory<T>(IInMemoryBusFactoryConfigurator bus, List<Route> routes) where T : class
    {
        if (!routes.Exists(route => route.RoutingKey is not null))
            return;
        bus.Publish<T>(publish => publish.ExchangeType = MassTransit.Transports.Fabric.ExchangeType.Direct);
        bus.Send<T>(send => send.UseRoutingKeyFormatter(context => Routes.RoutingKeyOf(context.Message) ?? ""));
    }
}
