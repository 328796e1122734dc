using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>The Redis that `./test` starts for all tests; each test keeps to keys of its own.</summary>
internal static class RealRedis
{
    private static readonly Lazy<IConnectionMultiplexer> Shared = new(() => Connect(Address));

    public static IConnectionMultiplexer Connection => Shared.Value;

    public static string Address
    {
        get
        {
            var uri = new Uri(RealServers.Redis);
            return $"{uri.Host}:{uri.Port}";
        }
    }

    /// <summary>A connection as the services have one: it fails at once while Redis is unavailable, and is made again when it falls silent.</summary>
    public static IConnectionMultiplexer Connect(string address)
    {
        var configuration = ConfigurationOptions.Parse($"{address},abortConnect=false,connectRetry=5,syncTimeout=10000,allowAdmin=true");
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        return new RedisConnectionMonitor(configuration, RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance).Connection;
    }

    /// <summary>A prefix that no other test has.</summary>
    public static string NewPrefix() => $"test:{Guid.NewGuid():N}";
}
