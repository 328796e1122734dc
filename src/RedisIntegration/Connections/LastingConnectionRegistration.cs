using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>Registers a connection that is replaced when it falls silent.</summary>
public static class LastingConnectionRegistration
{
    /// <summary>
    /// Registers <see cref="IConnectionMultiplexer"/> and the <see cref="IDatabase"/> of its default database, both standing for the <see cref="LastingConnection"/> of the moment.
    /// </summary>
    /// <param name="services">The container to be.</param>
    /// <param name="configuration">Where Redis is; with <see cref="ConfigurationOptions.AbortOnConnectFail"/> off it need not be up.</param>
    public static IServiceCollection AddLastingRedisConnection(this IServiceCollection services, ConfigurationOptions configuration)
    {
        services.TryAddSingleton(LastingConnectionOptions.Default);
        services.AddSingleton(provider => new LastingConnection(
            configuration,
            provider.GetRequiredService<LastingConnectionOptions>(),
            provider.GetRequiredService<ILogger<LastingConnection>>()));
        services.AddSingleton(provider => provider.GetRequiredService<LastingConnection>().Connection);
        services.AddSingleton(provider => provider.GetRequiredService<LastingConnection>().Database);
        return services;
    }
}
