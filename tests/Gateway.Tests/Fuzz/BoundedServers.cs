using System.Globalization;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>The real RabbitMQ and the real Redis of a test that looks at what its inputs leave behind.</summary>
internal sealed class BoundedServers : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private BoundedServers(VirtualHost broker, RedisServer redis, ConnectionMultiplexer connection) => (Broker, Redis, _connection) = (broker, redis, connection);

    public VirtualHost Broker { get; }

    public RedisServer Redis { get; }

    /// <summary>Redis as the test asks it.</summary>
    public IDatabase Database => _connection.GetDatabase();

    public static async Task<BoundedServers> StartAsync()
    {
        var (broker, redis) = (await VirtualHost.CreateAsync(), await RedisServer.StartAsync());
        return new BoundedServers(broker, redis, await ConnectionMultiplexer.ConnectAsync(redis.Address));
    }

    /// <summary>What is there now.</summary>
    /// <param name="withSizes">True to ask for the size of each key.</param>
    public Task<Stand> LookAsync(bool withSizes = false) => Stand.OfAsync(_connection, Redis, withSizes);

    /// <summary>What was seen, for the test's output.</summary>
    /// <param name="inputs">What was put in.</param>
    /// <param name="depths">What lies in the queues at the end.</param>
    /// <param name="stands">The looks, in their order.</param>
    public static string Text(FormattableString inputs, IReadOnlyDictionary<string, long> depths, params IReadOnlyList<Stand> stands) => string.Join(Environment.NewLine,
        inputs.ToString(CultureInfo.InvariantCulture),
        $"keys {Way(stands.Select(stand => (long)stand.Keys))}, Redis {Way(stands.Select(stand => stand.Bytes >> 10))} KiB, memory {Way(stands.Select(stand => stand.Memory >> 10))} KiB",
        $"without an expiry: {string.Join(", ", stands[^1].Lasting.Order(StringComparer.Ordinal).Take(60))}",
        $"queues: {Text(depths)}");

    /// <summary>The queues that hold something.</summary>
    public static string Text(IReadOnlyDictionary<string, long> depths) => string.Join(", ", depths.Where(queue => queue.Value > 0).Select(queue => $"{queue.Key} {queue.Value}"));

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await Redis.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private static string Way(IEnumerable<long> figures) => string.Join(" -> ", figures);
}

/// <summary>How much inputs may leave behind, each and whatever their number.</summary>
internal sealed record Bounds
{
    public int KeysPerInput { get; init; }

    public required int KeysAtMost { get; init; }

    public long RedisBytesPerInput { get; init; }

    public required long RedisBytesAtMost { get; init; }

    /// <summary>Where what is under way at the first look takes more than what is left: the least that Redis may grow by.</summary>
    public long RedisBytesAtLeast { get; init; }

    public long MemoryPerInput { get; init; }

    /// <summary>Caches of code and connections.</summary>
    public required long MemoryAtMost { get; init; }

    /// <summary>Fails where the inputs between two looks left more.</summary>
    public void Hold(Stand before, Stand after, double inputs)
    {
        Assert.InRange(after.Keys - before.Keys, 1, KeysAtMost + (int)(KeysPerInput * inputs));
        Assert.InRange(after.Bytes - before.Bytes, RedisBytesAtLeast, RedisBytesAtMost + (long)(RedisBytesPerInput * inputs));
        Assert.InRange(after.Memory - before.Memory, long.MinValue, MemoryAtMost + (long)(MemoryPerInput * inputs));
    }
}
