using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>
/// What the fuzz leaves behind on a real RabbitMQ and a real Redis: nothing of strangers, and of those with a key what has a bound and an expiry.
/// <c>TEST_FUZZ_INPUTS</c> inputs each: calls without a key or with a wrong one, calls with the key, messages over the bus with the mark of our services, and without it.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BoundedTests(ITestOutputHelper output)
{
    private const int Seed = 20261130;
    private const int Warm = 1500;
    private const int Subjects = 50;

    // Of an input with a subject of its own: the message and what was accepted, the lists of its chat and its booking, or a callback with its place among the outcomes. Few inputs leave all.
    // In Redis those keys, and a line of the audit; in memory nothing that an input leaves.
    private static readonly Bounds AtMost = new() { KeysPerInput = 2, KeysAtMost = 1000, RedisBytesPerInput = 2048, RedisBytesAtMost = 6L << 20, MemoryAtMost = 40L << 20 };

    /// <summary>However many strangers call: what Redis needs for its own connections.</summary>
    private const long StrangersBytesAtMost = 1L << 20;
    private const long StrangersMemoryAtMost = 40L << 20;

    /// <summary>Lists whose entries go instead: with the message that is unknown or was for later, and after the retention of the audit and of callbacks.</summary>
    private static readonly string[] WithoutExpiry = ["phstudio:gateway:audit", "phstudio:gateway:audit:bodies", "phstudio:gateway:callbacks", "phstudio:gateway:messages:scheduled", "phstudio:gateway:unknown"];

    private static readonly string[] Queues = [Routes.MessageStates, Routes.MessageCallbacks, Routes.OutcomeCallbacks];

    [Fact]
    public async Task Memory_keys_and_queues_stay_at_their_bounds()
    {
        var count = Count.Of("TEST_FUZZ_INPUTS", 400);
        var templates = Directory.CreateTempSubdirectory("phstudio-fuzz-");
        await using var servers = await BoundedServers.StartAsync();
        var broker = servers.Broker;
        await using var platform = await Receiver.StartAsync();
        platform.Answer = _ =>
        {
            platform.Got.Clear();
            return 204;
        };
        await using var gateway = await GatewayApp.StartAsync(broker.Url, servers.Redis.Url, settings: [("WEBHOOK_PRESS_WAIT", "0"), ("WEBHOOK_HOSTS", "studio.example"), ("GATEWAY_REFUSAL_DELAY", "0"), ("TEMPLATES_PATH", templates.FullName), ("LOG_LEVEL", "Fatal"),
            ("SERVICES_SECRET", BusFuzz.Secret), ("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "the-secret-of-the-fuzz-of-the-bus"), ("CALLBACK_EVENTS", "message.failed,message.expired")]);
        gateway.Errors.Expect("InvalidMessageException").MayLog("SerializationException", "JsonException");
        gateway.Others.Answer = FuzzTests.Answer;
        var calls = await FuzzCalls.OfAsync(gateway);
        var bus = new BusFuzz(broker, typeof(GatewayModule).Assembly, Queues, Seed, [.. Outcomes()]);
        // The first thousands compile what is compiled once, and fill the pools of buffers and connections, which stay as large as they were needed once.
        // A stranger's way is the beginning of the other.
        await EachAsync(Warm / 5, isStranger: true, gateway, calls, offset: 0);
        await EachAsync(Warm, isStranger: false, gateway, calls, offset: 0);

        var before = await servers.LookAsync(withSizes: true);
        var strangers = await EachAsync(count, isStranger: true, gateway, calls, offset: Warm);
        Assert.Empty(gateway.Others.Got);
        var afterStrangers = await servers.LookAsync(withSizes: true);

        var answered = await EachAsync(count, isStranger: false, gateway, calls, offset: Warm + count);
        await bus.PublishAsync(0, count, isMarked: true);
        await bus.PublishAsync(count, count, isMarked: false);

        var depths = new Dictionary<string, long>(StringComparer.Ordinal);
        await Eventually.GetAsync($"every queue that is consumed from to be empty, and {bus.Refused} in the error queues", async () =>
        {
            depths = await TakenAsync(broker);
            return BoundedServers.Text(depths);
        }, _ => depths.All(queue => IsError(queue.Key) || queue.Value == 0) && InErrors(depths) >= bus.Refused, TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(20 * count));
        var after = await servers.LookAsync();
        output.WriteLine(BoundedServers.Text($"{count} inputs each: strangers {Text(strangers)}; with the key {Text(answered)}; over the bus {bus.Types.Count} types, {bus.Copies} copies, at least {bus.Refused} of them refused", depths, before, afterStrangers, after));
        output.WriteLine(calls.Dearest);
        templates.Delete(recursive: true);
        Assert.Equal([], afterStrangers.GrownSince(before));
        Assert.InRange(afterStrangers.Bytes - before.Bytes, long.MinValue, StrangersBytesAtMost);
        Assert.InRange(afterStrangers.Memory - before.Memory, long.MinValue, StrangersMemoryAtMost);
        Assert.InRange(InErrors(depths), bus.Refused, bus.Copies);
        Assert.Equal([], after.Lasting.Except(WithoutExpiry));
        AtMost.Hold(before, after, inputs: 3 * count);
    }

    /// <summary>Half of the calls are about fifty subjects, and each other one about a subject of its own.</summary>
    private static async Task<IReadOnlyDictionary<int, int>> EachAsync(int count, bool isStranger, GatewayApp gateway, FuzzCalls calls, int offset)
    {
        var answers = new ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(Enumerable.Range(offset, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, cancellationToken) =>
        {
            var random = new Random(Seed + index);
            var (_, status, _) = await calls.CallAsync(gateway, random, isStranger, cancellationToken, subject: random.Next(2) == 0 ? new Random(random.Next(Subjects)) : random);
            answers.AddOrUpdate(status, 1, (_, known) => known + 1);
            if (!isStranger)
            {
                gateway.Others.Got.Clear();
            }
        });
        return answers;
    }

    /// <summary>Outcomes without a place among others: one that names an outcome which never comes waits ten minutes for it.</summary>
    private static IEnumerable<(Type Type, string Body)> Outcomes() =>
        new[] { typeof(BookingConfirmed), typeof(BookingRejected), typeof(BookingExpired), typeof(BookingCancelled), typeof(BookingReopened) }.Select(type => (type, FuzzBodies.Of(type, "{}", "sequence", "previous")));

    /// <summary>The queues that somebody consumes from here, and where such a queue puts what it refuses. The others are those of services that do not run, and the bus's own.</summary>
    private static async Task<Dictionary<string, long>> TakenAsync(VirtualHost broker)
    {
        var consumed = (await broker.QueuesWithConsumersAsync()).Where(queue => !queue.Contains("_bus_", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return (await broker.DepthsAsync()).Where(queue => consumed.Contains(queue.Key) || IsError(queue.Key) || queue.Key == "dead-letters").ToDictionary(StringComparer.Ordinal);
    }

    private static long InErrors(IReadOnlyDictionary<string, long> depths) => depths.Where(queue => IsError(queue.Key)).Sum(queue => queue.Value);

    private static bool IsError(string queue) => queue.EndsWith("_error", StringComparison.Ordinal);

    private static string Text(IReadOnlyDictionary<int, int> answers) => string.Join(", ", answers.OrderBy(answer => answer.Key).Select(answer => $"{answer.Value} times {answer.Key}"));
}
