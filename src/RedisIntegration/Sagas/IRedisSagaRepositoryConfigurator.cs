using PhStudio.Messaging.RedisIntegration.Sagas;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>
/// What can be said about keeping sagas in Redis. Names and meanings are those of the package MassTransit.Redis,
/// so that code moves from the one to the other unchanged; what differs is said at the member.
/// </summary>
public interface IRedisSagaRepositoryConfigurator
{
    /// <summary>
    /// Optimistic: a write takes place only if the saga is still what was loaded, else a <see cref="ConcurrencyException"/> is thrown and the
    /// endpoint's retry loads it again. Pessimistic: one message at a time per saga, over all processes, by a fair lock with a lease;
    /// the write is still checked, so that a lease that ran out cannot lose an update. Default: optimistic.
    /// </summary>
    ConcurrencyMode ConcurrencyMode { set; }

    /// <summary>
    /// What stands before the correlation id in the key; a colon is added where there is none. Empty: nothing stands before it.
    /// Default: the full name of the saga's type, so that two types never meet (MassTransit.Redis: nothing).
    /// </summary>
    string KeyPrefix { set; }

    /// <summary>What stands behind the key in the key of the lock. Default: "_lock".</summary>
    string LockSuffix { set; }

    /// <summary>Lease of the lock in pessimistic mode: how long a process that died keeps others out; a living one renews it. Default: 30 seconds.</summary>
    TimeSpan LockTimeout { set; }

    /// <summary>How long a message waits for the lock in pessimistic mode before it fails with a <see cref="TimeoutException"/>. Default: 30 seconds.</summary>
    TimeSpan LockRetryTimeout { set; }

    /// <summary>
    /// Pessimistic mode: how a message that did not get the lock within <see cref="LockRetryTimeout"/> asks for it again.
    /// Default: not at all, it fails. (MassTransit.Redis: how the lock is polled; here its queue is in Redis and needs no policy.)
    /// </summary>
    IRetryPolicy? RetryPolicy { set; }

    /// <summary>How long a saga is kept. Default: forever.</summary>
    TimeSpan? Expiry { set; }

    /// <summary>Whether <see cref="Expiry"/> counts from the last write or from the first one. Default: from the last write.</summary>
    SagaExpiryMode ExpiryMode { set; }

    /// <summary>Connects by a configuration string of StackExchange.Redis, for example "localhost:6379,password=...". One connection per string.</summary>
    void DatabaseConfiguration(string configuration);

    /// <summary>Connects by options. One connection per distinct options.</summary>
    void DatabaseConfiguration(ConfigurationOptions configurationOptions);

    /// <summary>Takes the connection from a method, which is called once per saga type.</summary>
    void ConnectionFactory(Func<IConnectionMultiplexer> connectionFactory);

    /// <summary>
    /// Takes the connection from the container. Default: its <see cref="IConnectionMultiplexer"/>, and where there is none 127.0.0.1
    /// (MassTransit.Redis: always 127.0.0.1).
    /// </summary>
    void ConnectionFactory(Func<IServiceProvider, IConnectionMultiplexer> connectionFactory);

    /// <summary>Uses another database of the connection than its default one.</summary>
    void SelectDatabase(SelectDatabase databaseSelector);
}

/// <inheritdoc />
/// <typeparam name="TSaga">The saga that is kept.</typeparam>
public interface IRedisSagaRepositoryConfigurator<TSaga> : IRedisSagaRepositoryConfigurator
    where TSaga : class, ISagaVersion
{
}
