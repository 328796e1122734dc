using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>Registers a monitored connection.</summary>
public static class RedisConnectionRegistration
{
    /// <summary>Registers <see cref="IConnectionMultiplexer"/> and the <see cref="IDatabase"/> of its default database, watched by a <see cref="RedisConnectionMonitor"/>.</summary>
    /// <param name="services">The container to be.</param>
    /// <param name="configuration">Where Redis is; with <see cref="ConfigurationOptions.AbortOnConnectFail"/> off it need not be up.</param>
    public static IServiceCollection AddMonitoredRedisConnection(this IServiceCollection services, ConfigurationOptions configuration)
    {
        services.TryAddSingleton(RedisConnectionMonitorOptions.Default);
        services.AddSingleton(provider => new RedisConnectionMonitor(
            configuration,
            provider.GetRequiredService<RedisConnectionMonitorOptions>(),
            provider.GetRequiredService<ILogger<RedisConnectionMonitor>>()));
        services.AddSingleton(provider => provider.GetRequiredService<RedisConnectionMonitor>().Connection);
        services.AddSingleton(provider => provider.GetRequiredService<IConnectionMultiplexer>().GetDatabase());
        return services;
    }
}
