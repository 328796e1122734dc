using MassTransit.Configuration;
using PhStudio.Messaging.RedisIntegration.Sagas;

namespace MassTransit;

/// <summary>Registers sagas that are kept in Redis; the calls are those of the package MassTransit.Redis.</summary>
public static class RedisSagaRepositoryRegistration
{
    /// <summary>
    /// Keeps this saga in Redis, on the container's <see cref="StackExchange.Redis.IConnectionMultiplexer"/> unless another is named, and on 127.0.0.1 where there
    /// is neither.
    /// </summary>
    public static ISagaRegistrationConfigurator<T> RedisRepository<T>(this ISagaRegistrationConfigurator<T> configurator,
        Action<IRedisSagaRepositoryConfigurator<T>>? configure = null)
        where T : class, ISagaVersion
    {
        ArgumentNullException.ThrowIfNull(configurator);

        var repository = new RedisSagaRepositoryConfigurator<T>();
        configure?.Invoke(repository);
        repository.Validate().ThrowIfContainsFailure("The Redis saga repository is configured wrongly:");

        configurator.Repository(repository.Register);
        return configurator;
    }

    /// <summary>Keeps this saga in the Redis of a configuration string, for example "localhost:6379".</summary>
    public static ISagaRegistrationConfigurator<T> RedisRepository<T>(this ISagaRegistrationConfigurator<T> configurator, string configuration,
        Action<IRedisSagaRepositoryConfigurator<T>>? configure = null)
        where T : class, ISagaVersion =>
        configurator.RedisRepository(repository =>
        {
            repository.DatabaseConfiguration(configuration);
            configure?.Invoke(repository);
        });

    /// <summary>Keeps every saga in Redis that is added by type or by assembly, without a call of its own, and has a <see cref="ISagaVersion.Version"/>.</summary>
    public static void SetRedisSagaRepositoryProvider(this IRegistrationConfigurator configurator, Action<IRedisSagaRepositoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);

        configurator.SetSagaRepositoryProvider(new RedisSagaRepositoryRegistrationProvider(configure));
    }

    /// <summary>Keeps every saga in the Redis of a configuration string that is added by type or by assembly.</summary>
    public static void SetRedisSagaRepositoryProvider(this IRegistrationConfigurator configurator, string configuration,
        Action<IRedisSagaRepositoryConfigurator>? configure = null) =>
        configurator.SetRedisSagaRepositoryProvider(repository =>
        {
            repository.DatabaseConfiguration(configuration);
            configure?.Invoke(repository);
        });

    /// <summary>Keeps the three sagas of job consumers in Redis.</summary>
    public static IJobSagaRegistrationConfigurator RedisRepository(this IJobSagaRegistrationConfigurator configurator,
        Action<IRedisSagaRepositoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);

        return configurator.UseRepositoryRegistrationProvider(new RedisSagaRepositoryRegistrationProvider(configure));
    }
}
