using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>
/// The connections that were asked for by a configuration string: one per string, made at first use, closed with the container.
/// Connections are shared, so two repositories with the same string get the same one.
/// </summary>
/// <param name="logger">Gets a line for connections that fell silent, where the container has one.</param>
public sealed class RedisConnections(ILogger<RedisConnectionMonitor>? logger = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<RedisConnectionMonitor>> _connections = new(StringComparer.Ordinal);

    /// <summary>The connection of this configuration, made when it is not there yet. Redis need not be up: it connects when it can.</summary>
    public IConnectionMultiplexer Get(ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        configuration.AbortOnConnectFail = false;
        return _connections.GetOrAdd(
            configuration.ToString(includePassword: true),
            _ => new Lazy<RedisConnectionMonitor>(() => new RedisConnectionMonitor(configuration, RedisConnectionMonitorOptions.Default, logger ?? NullLogger<RedisConnectionMonitor>.Instance))).Value.Connection;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var connection in _connections.Values.Where(c => c.IsValueCreated))
        {
            connection.Value.Dispose();
        }
    }

    /// <summary>The factory that takes <see cref="IConnectionMultiplexer"/> from the container, as every feature of this library does by default.</summary>
    internal static IConnectionMultiplexer FromContainer(IServiceProvider provider) =>
        provider.GetService<IConnectionMultiplexer>()
        ?? throw new ConfigurationException(
            "No connection to Redis: register an IConnectionMultiplexer in the container, or name one with ConnectionFactory or DatabaseConfiguration.");

    /// <summary>The container's connection or, as with MassTransit.Redis, where nothing is said at all, the Redis of this machine.</summary>
    internal static IConnectionMultiplexer FromContainerOrThisMachine(IServiceProvider provider) =>
        provider.GetService<IConnectionMultiplexer>() ?? provider.GetRequiredService<RedisConnections>().Get(ConfigurationOptions.Parse("127.0.0.1"));

    internal static RedisConnectionFactory FromConfiguration(ConfigurationOptions configuration) =>
        provider => provider.GetRequiredService<RedisConnections>().Get(configuration);

    /// <summary>The database that a feature works on, found at its first use; what that use may refuse is asked again by the next.</summary>
    internal static Lazy<IDatabase> Database(Func<IConnectionMultiplexer> connection, SelectDatabase select) =>
        new(() => select(connection()), LazyThreadSafetyMode.PublicationOnly);
}
