using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>The Redis that `./test` starts for all tests; each test keeps to keys of its own.</summary>
internal static class RealRedis
{
    private static readonly Lazy<ConnectionMultiplexer> Shared = new(() => Connect(Address));

    public static ConnectionMultiplexer Connection => Shared.Value;

    public static string Address
    {
        get
        {
            var uri = new Uri(RealServers.Redis);
            return $"{uri.Host}:{uri.Port}";
        }
    }

    public static ConnectionMultiplexer Connect(string address)
    {
        var connection = ConnectionMultiplexer.Connect($"{address},abortConnect=false,connectRetry=5,syncTimeout=10000,allowAdmin=true");
        connection.PreserveAsyncOrder = false;
        return connection;
    }

    /// <summary>A prefix that no other test has.</summary>
    public static string NewPrefix() => $"test:{Guid.NewGuid():N}";
}
