using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Messages;
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

    /// <summary>
    /// Whether it is looked up before a consumer or saga runs if its message was consumed already. With false that is only asked of a message that the broker
    /// marks as redelivered. Any other one runs at once, which saves a round trip, and if it is a repetition all the same, the commit refuses it:
    /// choose false where consumers do nothing but what the outbox holds back. Default: true.
    /// </summary>
    public bool AskInboxFirst { get; set; } = true;

    /// <summary>How long sending one outgoing message may take. Default: 10 seconds.</summary>
    public TimeSpan MessageDeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a process that committed a message is alone in delivering what it sent. When it dies, another goes on after this time at the latest;
    /// when it only is slow, both deliver, with the same message ids. Default: 3 seconds.
    /// </summary>
    public TimeSpan DeliveryLease { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether what a consumer or saga schedules, or cancels, is written within the outbox's commit instead of being sent to the scheduler's queue: one
    /// message less, and stored with the saga's state or not at all. Needs <c>AddRedisMessageScheduler</c> on the same Redis and database; on a Redis Cluster
    /// also its <c>KeyPrefix</c> must be the outbox's hash tag. What is scheduled for at once may then overtake what was sent before it. Default: false.
    /// </summary>
    public bool SchedulesInCommit { get; set; }

    /// <summary>The outbox for code outside consumers.</summary>
    public BusOutboxOptions Bus { get; } = new();

    /// <summary>
    /// Messages of this type that a consumer or saga publishes or sends are not sent: a script on Redis runs within the outbox's commit instead, all or nothing
    /// with the saga's state and the mark that the message was consumed. For messages whose consumer would do no more than this write. They never reach the
    /// broker, so nobody else hears of them; without a Redis they are sent as any other.
    /// </summary>
    /// <param name="script">The script in Lua. It may only touch its <c>KEYS</c>, on a Redis Cluster of the outbox's slot, and must not fail: a failure ends the
    /// commit, and what the script wrote until then stays.</param>
    /// <param name="write">Makes the script's keys and arguments.</param>
    public void WriteInCommit<TMessage>(string script, Func<TMessage, OutboxWrite> write)
        where TMessage : class
    {
        ArgumentException.ThrowIfNullOrEmpty(script);
        ArgumentNullException.ThrowIfNull(write);

        Writes.Add(writes => writes.Add<TMessage>(script, context => write(context.Message)));
    }

    internal List<Action<CommitWrites>> Writes { get; } = [];

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
