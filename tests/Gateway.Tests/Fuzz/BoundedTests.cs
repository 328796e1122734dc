using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.TestKit.Fuzz;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>
/// What the fuzz leaves behind on a real RabbitMQ and a real Redis: nothing of strangers, and of those with a key what has a bound and an expiry.
/// A quarter of the inputs are a stranger's, a half have the key, a quarter come over the bus; <c>TEST_FUZZ_INPUTS</c> sets how many there are.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BoundedTests(ITestOutputHelper output)
{
    private const int Seed = 20261130;
    private const int Warm = 1500;

    /// <summary>What is called again and again under one id is one subject: its lists, its states, and what the edges of the kinds make of its id.</summary>
    private const int KeysAtMost = 500;

    /// <summary>A line of the audit, and a replaced body now and then.</summary>
    private const long RedisBytesPerInput = 1024;
    private const long RedisBytesAtMost = 4L << 20;

    /// <summary>However many inputs there are.</summary>
    private const long RedisBytesInAll = 256L << 20;

    /// <summary>Caches of code and connections; nothing that an input leaves.</summary>
    private const long MemoryAtMost = 40L << 20;

    /// <summary>Lists whose entries go instead: with the message that is unknown or was for later, and after RETENTION_AUDIT_DAYS.</summary>
    private static readonly string[] WithoutExpiry = ["phstudio:gateway:audit", "phstudio:gateway:audit:bodies", "phstudio:gateway:messages:scheduled", "phstudio:gateway:unknown"];

    private static readonly Type[] OverTheBus = [typeof(BookingCreated), typeof(ConfirmBooking), typeof(RejectBooking), typeof(MessageUnknown), typeof(MessageProgressed)];

    [Fact]
    public async Task Memory_keys_and_queues_stay_at_their_bounds()
    {
        var count = Count.Of("TEST_FUZZ_INPUTS", 4000);
        var templates = Directory.CreateTempSubdirectory("phstudio-fuzz-");
        await using var broker = await VirtualHost.CreateAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(broker.Url, redis.Url, settings: [("WEBHOOK_PRESS_WAIT", "0"), ("WEBHOOK_HOSTS", "studio.example"), ("GATEWAY_REFUSAL_DELAY", "0"), ("TEMPLATES_PATH", templates.FullName), ("LOG_LEVEL", "Fatal")]);
        gateway.Errors.Expect("SerializationException").Expect("InvalidMessageException");
        gateway.Others.Answer = FuzzTests.Answer;
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}");
        var calls = await FuzzCalls.OfAsync(gateway);
        // The first thousands compile what is compiled once, and fill the pools of buffers and connections, which stay as large as they were needed once.
        // A stranger's way is the beginning of the other.
        await EachAsync(Warm / 5, isStranger: true, gateway, calls, offset: 0);
        await EachAsync(Warm, isStranger: false, gateway, calls, offset: 0);

        var before = await StandAsync(connection, redis);
        var strangers = await EachAsync(count / 4, isStranger: true, gateway, calls, offset: Warm);
        Assert.Empty(gateway.Others.Got);
        var afterStrangers = await StandAsync(connection, redis);
        Assert.Equal([], afterStrangers.Keys.Keys.Except(before.Keys.Keys));

        var answered = await EachAsync(count / 2, isStranger: false, gateway, calls, offset: Warm + count);
        var (refused, envelopes) = await PublishAsync(broker, count / 4);

        var depths = new Dictionary<string, long>(StringComparer.Ordinal);
        await Eventually.GetAsync($"every queue that is consumed from to be empty, and {refused} in the error queues", async () =>
        {
            depths = await TakenAsync(broker);
            return string.Join(", ", depths.Where(queue => queue.Value > 0).Select(queue => $"{queue.Key} {queue.Value}"));
        }, _ => depths.All(queue => IsError(queue.Key) || queue.Value == 0) && depths.Where(queue => IsError(queue.Key)).Sum(queue => queue.Value) >= refused, TimeSpan.FromMinutes(2));
        var after = await StandAsync(connection, redis);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} inputs: strangers {Text(strangers)}; with the key {Text(answered)}; over the bus {count / 4}, {envelopes} of them in envelopes; {refused} of the plain ones refused"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"keys {before.Keys.Count} -> {after.Keys.Count}, Redis {before.Bytes >> 10} -> {after.Bytes >> 10} KiB, memory {before.Memory >> 10} -> {afterStrangers.Memory >> 10} -> {after.Memory >> 10} KiB"));
        output.WriteLine($"without an expiry: {string.Join(", ", after.Keys.Where(key => key.Value is null).Select(key => key.Key).Order(StringComparer.Ordinal).Take(60))}");
        output.WriteLine($"queues: {string.Join(", ", depths.Where(queue => queue.Value > 0).Select(queue => $"{queue.Key} {queue.Value}"))}");
        templates.Delete(recursive: true);
        Assert.InRange(depths.Where(queue => IsError(queue.Key)).Sum(queue => queue.Value), refused, refused + envelopes);
        Assert.Equal([], after.Keys.Where(key => key.Value is null).Select(key => key.Key).Except(WithoutExpiry));
        Assert.InRange(after.Keys.Count, 1, KeysAtMost);
        Assert.InRange(after.Bytes - before.Bytes, 0, Math.Min(RedisBytesInAll, RedisBytesAtMost + (RedisBytesPerInput * count)));
        Assert.InRange(after.Memory - before.Memory, long.MinValue, MemoryAtMost);
    }

    private static async Task<IReadOnlyDictionary<int, int>> EachAsync(int count, bool isStranger, GatewayApp gateway, FuzzCalls calls, int offset)
    {
        var answers = new ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(Enumerable.Range(offset, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, cancellationToken) =>
        {
            var (_, status, _) = await calls.CallAsync(gateway, new Random(Seed + index), isStranger, cancellationToken);
            answers.AddOrUpdate(status, 1, (_, known) => known + 1);
            if (!isStranger)
            {
                gateway.Others.Got.Clear();
            }
        });
        return answers;
    }

    /// <summary>Messages as a platform publishes them, every fourth in an envelope; answers how many of the plain ones the one reader refuses. What is in an envelope is refused by its consumer now and then.</summary>
    private static async Task<(int Refused, int Envelopes)> PublishAsync(VirtualHost broker, int count)
    {
        var refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var random = new Random(Seed - i);
            var type = OverTheBus[i % OverTheBus.Length];
            var json = JsonFuzz.Spoil(FuzzMessages.All.Single(message => message.Type == type).Body, random);
            var exchange = $"PhStudio.Messaging.Contracts:{type.Name}";
            if (i % 4 == 3)
            {
                Assert.True(await broker.PublishAsync(exchange, $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:{{exchange}}"],"message":{{json}}}""", "application/vnd.masstransit+json"));
                return;
            }

            Assert.True(await broker.PublishAsync(exchange, json));
            if (IsRefused(type, json))
            {
                Interlocked.Increment(ref refused);
            }
        });
        return (refused, count / 4);
    }

    private static bool IsRefused(Type type, string json)
    {
        try
        {
            WireReader.Read(type, Encoding.UTF8.GetBytes(json), checks: true);
            return false;
        }
        catch (WireException)
        {
            return true;
        }
    }

    /// <summary>The queues that somebody consumes from here, and where such a queue puts what it refuses. The others are those of services that do not run, and the bus's own.</summary>
    private static async Task<Dictionary<string, long>> TakenAsync(VirtualHost broker)
    {
        var consumed = (await broker.QueuesWithConsumersAsync()).Where(queue => !queue.Contains("_bus_", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return (await broker.DepthsAsync()).Where(queue => consumed.Contains(queue.Key) || IsError(queue.Key) || queue.Key == "dead-letters").ToDictionary(StringComparer.Ordinal);
    }

    private static bool IsError(string queue) => queue.EndsWith("_error", StringComparison.Ordinal);

    private static string Text(IReadOnlyDictionary<int, int> answers) => string.Join(", ", answers.OrderBy(answer => answer.Key).Select(answer => $"{answer.Value} times {answer.Key}"));

    private static async Task<Stand> StandAsync(ConnectionMultiplexer connection, RedisServer redis)
    {
        var keys = new Dictionary<string, TimeSpan?>(StringComparer.Ordinal);
        await foreach (var key in connection.GetServers()[0].KeysAsync(pageSize: 1000))
        {
            keys[key.ToString()] = await connection.GetDatabase().KeyTimeToLiveAsync(key);
        }

        return new Stand(keys, long.Parse(await redis.InfoAsync("used_memory"), CultureInfo.InvariantCulture), GC.GetTotalMemory(forceFullCollection: true));
    }

    /// <summary>What is there at a moment.</summary>
    /// <param name="Keys">Every key of Redis with its time to live; null where it has none.</param>
    /// <param name="Bytes">What Redis takes.</param>
    /// <param name="Memory">What this process takes, without what nobody holds.</param>
    private sealed record Stand(IReadOnlyDictionary<string, TimeSpan?> Keys, long Bytes, long Memory);
}
