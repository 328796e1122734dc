using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Health;

namespace MassTransit;

/// <summary>Registers the health check.</summary>
public static class RedisIntegrationHealthRegistration
{
    /// <summary>
    /// Adds a check of the Redis behind sagas, scheduler and outbox: unhealthy when it takes no write or its settings lose data, degraded when a crash may lose the last writes.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">Name of the check. Default: "redis-integration".</param>
    /// <param name="connectionFactory">The connection. Default: IConnectionMultiplexer of the container.</param>
    /// <param name="tags">Tags of the check, "ready" for instance.</param>
    public static IHealthChecksBuilder AddRedisIntegration(this IHealthChecksBuilder builder, string name = "redis-integration",
        RedisConnectionFactory? connectionFactory = null, params string[] tags)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Add(new HealthCheckRegistration(name,
            provider => new RedisIntegrationHealthCheck(provider, connectionFactory ?? RedisConnections.FromContainer), HealthStatus.Unhealthy, tags));
    }
}
