using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>Collects what <see cref="IRedisSagaRepositoryConfigurator"/> can say, checks it and registers the repository.</summary>
internal sealed class RedisSagaRepositoryConfigurator<TSaga> : IRedisSagaRepositoryConfigurator<TSaga>, ISpecification
    where TSaga : class, ISagaVersion
{
    private RedisConnectionFactory _connectionFactory = RedisConnections.FromContainerOrThisMachine;
    private SelectDatabase _selectDatabase = static multiplexer => multiplexer.GetDatabase();

    public ConcurrencyMode ConcurrencyMode { get; set; } = ConcurrencyMode.Optimistic;
    public string KeyPrefix { get; set; } = typeof(TSaga).FullName ?? typeof(TSaga).Name;
    public string LockSuffix { get; set; } = "_lock";
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);
    public TimeSpan LockRetryTimeout { get; set; } = TimeSpan.FromSeconds(30);
    public IRetryPolicy? RetryPolicy { get; set; }
    public TimeSpan? Expiry { get; set; }
    public SagaExpiryMode ExpiryMode { get; set; }

    public void DatabaseConfiguration(string configuration) => DatabaseConfiguration(ConfigurationOptions.Parse(configuration));

    public void DatabaseConfiguration(ConfigurationOptions configurationOptions) =>
        _connectionFactory = RedisConnections.FromConfiguration(configurationOptions);

    public void ConnectionFactory(Func<IConnectionMultiplexer> connectionFactory) => _connectionFactory = _ => connectionFactory();

    public void ConnectionFactory(Func<IServiceProvider, IConnectionMultiplexer> connectionFactory) =>
        _connectionFactory = provider => connectionFactory(provider);

    public void SelectDatabase(SelectDatabase databaseSelector) => _selectDatabase = databaseSelector;

    public IEnumerable<ValidationResult> Validate()
    {
        if (ConcurrencyMode is not (ConcurrencyMode.Optimistic or ConcurrencyMode.Pessimistic))
        {
            yield return this.Failure(nameof(ConcurrencyMode), "must be Optimistic or Pessimistic");
        }

        if (LockTimeout <= TimeSpan.Zero)
        {
            yield return this.Failure(nameof(LockTimeout), "must be longer than zero");
        }

        if (LockRetryTimeout <= TimeSpan.Zero)
        {
            yield return this.Failure(nameof(LockRetryTimeout), "must be longer than zero");
        }

        if (string.IsNullOrEmpty(LockSuffix))
        {
            yield return this.Failure(nameof(LockSuffix), "must not be empty: the lock would stand in the saga's place");
        }

        if (Expiry <= TimeSpan.Zero)
        {
            yield return this.Failure(nameof(Expiry), "must be longer than zero, or null for ever");
        }
    }

    public void Register(ISagaRepositoryRegistrationConfigurator<TSaga> configurator)
    {
        var connectionFactory = _connectionFactory;
        var selectDatabase = _selectDatabase;
        var options = new RedisSagaRepositoryOptions
        {
            ConcurrencyMode = ConcurrencyMode,
            KeyPrefix = Prefix(KeyPrefix),
            LockSuffix = LockSuffix,
            LockTimeout = LockTimeout,
            LockRetryTimeout = LockRetryTimeout,
            RetryPolicy = RetryPolicy,
            Expiry = Expiry,
            ExpiryMode = ExpiryMode,
        };

        configurator.TryAddSingleton<RedisConnections>();
        configurator.TryAddSingleton(TimeProvider.System);
        configurator.TryAddSingleton(provider => new RedisSagaStore<TSaga>(
            RedisConnections.Database(() => connectionFactory(provider), selectDatabase), options, provider.GetRequiredService<TimeProvider>()));
        configurator.RegisterLoadSagaRepository<TSaga, RedisSagaRepositoryContextFactory<TSaga>>();
        configurator.RegisterSagaRepository<TSaga, RedisSagaSession<TSaga>, SagaConsumeContextFactory<RedisSagaSession<TSaga>, TSaga>,
            RedisSagaRepositoryContextFactory<TSaga>>();
    }

    private static string Prefix(string? prefix) =>
        string.IsNullOrWhiteSpace(prefix) ? "" : prefix.EndsWith(':') ? prefix : $"{prefix}:";
}
