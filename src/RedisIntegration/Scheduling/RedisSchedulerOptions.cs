using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>Where schedules are kept.</summary>
public enum SchedulerStorage
{
    /// <summary>
    /// In Redis when a connection is at hand where the scheduler is registered (<see cref="IConnectionMultiplexer"/> in the container,
    /// or <see cref="RedisSchedulerOptions.ConnectionFactory"/>), else by the delays of the in-memory transport.
    /// </summary>
    Automatic,

    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>
    /// By the delays of the in-memory transport, which are lost at a restart and cannot be cancelled. On another transport the start fails.
    /// </summary>
    InMemoryTransport,
}

/// <summary>How the scheduler keeps and sends messages; every member has a default that serves.</summary>
public sealed class RedisSchedulerOptions
{
    /// <summary>Queue of the endpoint that takes the orders. Default: "redis-scheduler".</summary>
    public string QueueName { get; set; } = "redis-scheduler";

    /// <summary>Start of the keys in Redis. Default: the name of the queue.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>Where schedules are kept. Default: in Redis when there is one.</summary>
    public SchedulerStorage Storage { get; set; }

    /// <summary>
    /// Whether this process sends what is due. A process that does not still hosts the endpoint that stores orders, so that its own are never lost;
    /// some other process must send. Default: true.
    /// </summary>
    public bool Dispatch { get; set; } = true;

    /// <summary>The connection. Default: <see cref="IConnectionMultiplexer"/> of the container.</summary>
    public RedisConnectionFactory? ConnectionFactory { get; set; }

    /// <summary>The database. Default: the connection's.</summary>
    public SelectDatabase SelectDatabase { get; set; } = static multiplexer => multiplexer.GetDatabase();

    /// <summary>How many messages are on their way at once. Default: 100.</summary>
    public int MaxParallelSends { get; set; } = 100;

    /// <summary>How long a send may take before it is given up and tried again later. Default: 10 seconds.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a taken message is this process's alone; longer than <see cref="SendTimeout"/>. Default: 30 seconds.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often this process looks for what others stored; what it stored itself it sends on time. Default: 250 milliseconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Failed sends before a message is dead-lettered. Failures while the broker is unavailable, and sends that end without an answer, do not count. Default: 10.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Wait after the first failed send; doubles with each. Default: 1 second.</summary>
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two sends of one message. Default: 5 minutes.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a cancellation is remembered, for an order that it overtook. Default: 1 day.</summary>
    public TimeSpan CancellationMemory { get; set; } = TimeSpan.FromDays(1);

    internal string Prefix => KeyPrefix ?? QueueName;

    internal RedisConnectionFactory Connection => ConnectionFactory ?? RedisConnections.FromContainer;

    internal void Check()
    {
        Demand(!string.IsNullOrWhiteSpace(QueueName), nameof(QueueName), "must not be empty");
        Demand(MaxParallelSends > 0, nameof(MaxParallelSends), "must be at least 1");
        Demand(MaxAttempts > 0, nameof(MaxAttempts), "must be at least 1");
        Demand(SendTimeout > TimeSpan.Zero, nameof(SendTimeout), "must be longer than zero");
        Demand(Lease > SendTimeout, nameof(Lease), "must be longer than SendTimeout");
        Demand(PollInterval > TimeSpan.Zero, nameof(PollInterval), "must be longer than zero");
        Demand(FirstBackoff > TimeSpan.Zero, nameof(FirstBackoff), "must be longer than zero");
        Demand(MaxBackoff >= FirstBackoff, nameof(MaxBackoff), "must not be shorter than FirstBackoff");
        Demand(CancellationMemory > TimeSpan.Zero, nameof(CancellationMemory), "must be longer than zero");
    }

    private static void Demand(bool holds, string option, string rule) => RegisteredOptions.Demand<RedisSchedulerOptions>(holds, option, rule);
}
