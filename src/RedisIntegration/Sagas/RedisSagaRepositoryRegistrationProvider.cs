using System.Reflection;
using MassTransit;
using MassTransit.Configuration;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>Gives the Redis repository to sagas that are registered without naming one; those without a version keep MassTransit's default.</summary>
internal sealed class RedisSagaRepositoryRegistrationProvider(Action<IRedisSagaRepositoryConfigurator>? configure) : ISagaRepositoryRegistrationProvider
{
    private static readonly MethodInfo UseRedisMethod =
        typeof(RedisSagaRepositoryRegistrationProvider).GetMethod(nameof(UseRedis), BindingFlags.NonPublic | BindingFlags.Instance)!;

    public void Configure<TSaga>(ISagaRegistrationConfigurator<TSaga> configurator)
        where TSaga : class, ISaga
    {
        // The interface asks for any saga, the repository for one with a version: the compiler cannot know that it has one.
        if (typeof(ISagaVersion).IsAssignableFrom(typeof(TSaga)))
        {
            UseRedisMethod.MakeGenericMethod(typeof(TSaga)).Invoke(this, [configurator]);
        }
    }

    private void UseRedis<TSaga>(ISagaRegistrationConfigurator<TSaga> configurator)
        where TSaga : class, ISagaVersion =>
        configurator.RedisRepository(repository => configure?.Invoke(repository));
}
