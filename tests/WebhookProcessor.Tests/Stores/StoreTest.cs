using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>Tests of a store, which promises the same in Redis and in memory.</summary>
public abstract class StoreTest : IDisposable
{
    private readonly RedisConnectionMonitor _redis =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    public void Dispose()
    {
        _redis.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keys of this test alone.</summary>
    protected IDatabase Database() => _redis.Connection.GetDatabase().WithKeyPrefix($"{Guid.NewGuid():N}:");
}
