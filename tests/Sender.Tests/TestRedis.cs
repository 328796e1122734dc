using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>The Redis that <c>./test</c> starts, and keys that no other test has.</summary>
internal static class TestRedis
{
    private static readonly Lazy<IConnectionMultiplexer> Shared = new(() => Connect(Url));

    public static IConnectionMultiplexer Connection => Shared.Value;

    public static string Url => Environment.GetEnvironmentVariable("TEST_REDIS_URL")
        ?? throw new InvalidOperationException("TEST_REDIS_URL is not set: run ./test, which starts a Redis for the tests, or set it to redis://127.0.0.1:PORT.");

    public static RedisKeys FreshKeys() => new(Random.Shared.NextInt64(1_000_000_000, 9_000_000_000_000).ToString());

    /// <summary>A connection as a Sender has one.</summary>
    public static IConnectionMultiplexer Connect(string url) =>
        new RedisConnectionMonitor(RedisUrl.Parse(url), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance).Connection;
}
