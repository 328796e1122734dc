using System.Reflection;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// What <see cref="Routes"/> mean on each transport: types with routing keys go through direct exchanges, all others through
/// the transport's own. The queues behind the exchanges are declared by <see cref="TopologyDeclaration"/>.
/// </summary>
internal static class Topology
{
    /// <summary>Where a quorum queue puts a message that was delivered too often (RabbitMQ 4 drops it otherwise, docs/masstransit.md 2).</summary>
    public const string DeadLetters = "dead-letters";

    /// <summary>The first queue of dead letters: most of them go back to their queue.</summary>
    public const string DeadLetterReturns = "dead-letter-returns";

    public const string Direct = "direct";

    public const string Fanout = "fanout";

    public const string QueueType = "x-queue-type";

    public const string DeadLetterExchange = "x-dead-letter-exchange";

    public const string DeadLetterRoutingKey = "x-dead-letter-routing-key";

    private static readonly MethodInfo ConfigureRabbit = typeof(Topology).GetMethod(nameof(OnRabbit), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo ConfigureMemory = typeof(Topology).GetMethod(nameof(InMemory), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void Apply(IRabbitMqBusFactoryConfigurator bus, IReadOnlyList<Route> routes) => Apply(ConfigureRabbit, bus, routes);

    public static void Apply(IInMemoryBusFactoryConfigurator bus, IReadOnlyList<Route> routes) => Apply(ConfigureMemory, bus, routes);

    /// <summary>The exchange of a message type, as MassTransit names it on RabbitMQ.</summary>
    public static string Exchange(Type message) => $"{message.Namespace}:{message.Name}";

    private static void Apply(MethodInfo configure, IBusFactoryConfigurator bus, IReadOnlyList<Route> routes)
    {
        foreach (var message in routes.Where(route => route.RoutingKey is not null).Select(route => route.Message).Distinct())
        {
            configure.MakeGenericMethod(message).Invoke(null, [bus]);
        }
    }

    private static void OnRabbit<T>(IRabbitMqBusFactoryConfigurator bus) where T : class
    {
        bus.Publish<T>(publish => publish.ExchangeType = Direct);
        bus.Send<T>(send => send.UseRoutingKeyFormatter(context => Routes.RoutingKeyOf(context.Message) ?? ""));
    }

    private static void InMemory<T>(IInMemoryBusFactoryConfigurator bus) where T : class
    {
        bus.Publish<T>(publish => publish.ExchangeType = MassTransit.Transports.Fabric.ExchangeType.Direct);
        bus.Send<T>(send => send.UseRoutingKeyFormatter(context => Routes.RoutingKeyOf(context.Message) ?? ""));
    }
}
