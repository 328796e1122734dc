using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>Where an outbox keeps what it holds back.</summary>
public enum OutboxStorage
{
    /// <summary>
    /// In Redis when a connection is at hand where the outbox is registered (<see cref="IConnectionMultiplexer"/> in the container,
    /// or <see cref="RedisOutboxOptions.ConnectionFactory"/>), else in memory.
    /// </summary>
    Automatic,

    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>In memory, by MassTransit's own in-memory outbox: in order and all or none, but lost when the process dies.</summary>
    InMemory,
}

/// <summary>How the outbox keeps messages; every member has a default that serves.</summary>
public sealed class RedisOutboxOptions
{
    /// <summary>
    /// Start of the keys in Redis. Default: "redis-outbox". On a Redis Cluster the sagas and the outbox must share a slot: give both prefixes the same
    /// {hash tag}.
    /// </summary>
    public string KeyPrefix { get; set; } = "redis-outbox";

    /// <summary>Where messages are held back. Default: in Redis when there is one.</summary>
    public OutboxStorage Storage { get; set; }

    /// <summary>The connection. Default: <see cref="IConnectionMultiplexer"/> of the container.</summary>
    public RedisConnectionFactory? ConnectionFactory { get; set; }

    /// <summary>The database; the sagas' own, or they cannot be committed together. Default: the connection's.</summary>
    public SelectDatabase SelectDatabase { get; set; } = static multiplexer => multiplexer.GetDatabase();

    /// <summary>How long it is remembered that a message was consumed, so that it is not consumed again. Default: 1 hour.</summary>
    public TimeSpan DuplicateDetectionWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long sending one outgoing message may take. Default: 10 seconds.</summary>
    public TimeSpan MessageDeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a process that committed a message is alone in delivering what it sent. When it dies, another goes on after this time at the latest;
    /// when it only is slow, both deliver, with the same message ids. Default: 3 seconds.
    /// </summary>
    public TimeSpan DeliveryLease { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The outbox for code outside consumers.</summary>
    public BusOutboxOptions Bus { get; } = new();

    internal RedisConnectionFactory Connection => ConnectionFactory ?? RedisConnections.FromContainer;

    internal void Check()
    {
        Demand(!string.IsNullOrWhiteSpace(KeyPrefix), nameof(KeyPrefix), "must not be empty");
        Demand(DuplicateDetectionWindow > TimeSpan.Zero, nameof(DuplicateDetectionWindow), "must be longer than zero");
        Demand(MessageDeliveryTimeout > TimeSpan.Zero, nameof(MessageDeliveryTimeout), "must be longer than zero");
        Demand(DeliveryLease > TimeSpan.Zero, nameof(DeliveryLease), "must be longer than zero");
        Demand(Bus.MaxBacklog > 0, "Bus.MaxBacklog", "must be at least 1");
        Demand(Bus.MaxParallelSends > 0, "Bus.MaxParallelSends", "must be at least 1");
        Demand(Bus.MaxAttempts > 0, "Bus.MaxAttempts", "must be at least 1");
    }

    private static void Demand(bool holds, string option, string rule) => RegisteredOptions.Demand<RedisOutboxOptions>(holds, option, rule);
}
