using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>The Redis that <c>./test</c> starts, and keys that no other test has.</summary>
internal static class TestRedis
{
    private static readonly Lazy<ConnectionMultiplexer> Shared = new(() => ConnectionMultiplexer.Connect(Options()));

    public static IConnectionMultiplexer Connection => Shared.Value;

    public static string Url => Environment.GetEnvironmentVariable("TEST_REDIS_URL")
        ?? throw new InvalidOperationException("TEST_REDIS_URL is not set: run ./test, which starts a Redis for the tests, or set it to redis://127.0.0.1:PORT.");

    public static RedisKeys FreshKeys() => new(Random.Shared.NextInt64(1_000_000_000, 9_000_000_000_000).ToString());

    private static ConfigurationOptions Options()
    {
        var address = new Uri(Url);
        return new ConfigurationOptions { EndPoints = { { address.Host, address.Port } }, AbortOnConnectFail = false };
    }
}
