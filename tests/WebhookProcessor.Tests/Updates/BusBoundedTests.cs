using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Tests.Fuzz;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Updates;

/// <summary>
/// What spoilt messages of every type leave behind that the queues of WebhookProcessor take, on a real RabbitMQ and a real Redis while no Sender runs: <c>TEST_FUZZ_INPUTS</c> with the mark
/// of our services, and as many without it, of which only what a platform may publish is taken.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BusBoundedTests(ITestOutputHelper output)
{
    private const int Seed = 20261203;
    private const int Warm = 200;

    /// <summary>Of a booking of its own: its state, a mark of the outbox for each of its messages, and its lists. Few inputs make one.</summary>
    private const int KeysPerInput = 3;
    private const int KeysAtMost = 500;
    private const long RedisBytesPerInput = 4096;
    private const long RedisBytesAtMost = 8L << 20;

    /// <summary>A booking is in the memory of each process as a row (docs/decisions/0182).</summary>
    private const long MemoryPerInput = 1024;
    private const long MemoryAtMost = 40L << 20;

    /// <summary>A booking that is asked in the staff chat, its edits, its customer's news and the answer to a press.</summary>
    private const int MessagesPerInput = 3;

    /// <summary>Those of the bookings, which go with them, and lists, whose entries go instead.</summary>
    private static readonly string[] WithoutExpiry =
        ["webhook:bookings", "webhook:bookings:changes", "webhook:bookings:removed", "webhook:bookings:sequence", "webhook:days", "webhook:listed", "webhook:open", "webhook:moved", "{redis-scheduler}:due", "{redis-scheduler}:entries"];

    private static readonly string[] Queues = [Routes.BookingDecision, Routes.BookingQueries, Routes.TelegramPresses, Routes.TelegramUpdates, Routes.ChatMoves, Routes.StaffOutages];

    private static readonly string[] Own = [.. Queues, Routes.BookingLists, Routes.PageTurns, Routes.ReasonPrompts, Routes.ClientMessages];

    [Fact]
    public async Task Memory_keys_and_queues_stay_at_their_bounds()
    {
        var count = Count.Of("TEST_FUZZ_INPUTS", 200);
        await using var broker = await VirtualHost.CreateAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var app = await ProcessorApp.StartAsync(bus => { }, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", redis.Url), ("SERVICES_SECRET", BusFuzz.Secret));
        app.Errors.Expect("InvalidMessageException").MayLog("UnreadableUpdateException", "SerializationException", "JsonException", "BookingNotKnownYetException", "RequestTimeoutException", "The staff chat ");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var bus = new BusFuzz(broker, typeof(BookingDecision).Assembly, Queues, Seed, (typeof(TelegramUpdateReceived), Raw(Telegram.Text("/help", user: 7))), (typeof(TelegramPressReceived), Raw(Telegram.Press("x"))));
        await PublishAsync(0, Warm);
        await DrainedAsync();

        var before = await Stand.OfAsync(connection, redis);
        await PublishAsync(Warm, count);
        var depths = await DrainedAsync();
        // What the last message set going is still being published when its queue is empty.
        var after = await Eventually.GetAsync("the outbox to be empty", () => Stand.OfAsync(connection, redis), look => !look.Lasting.Any(key => key.StartsWith("redis-outbox", StringComparison.Ordinal)));

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} inputs each, {bus.Types.Count} types, {bus.Copies} copies, at least {bus.Refused} of them refused: keys {before.Keys} -> {after.Keys}, Redis {before.Bytes >> 10} -> {after.Bytes >> 10} KiB, memory {before.Memory >> 10} -> {after.Memory >> 10} KiB"));
        output.WriteLine($"without an expiry: {string.Join(", ", after.Lasting.Where(key => !key.StartsWith("booking:", StringComparison.Ordinal)).Order(StringComparer.Ordinal))}");
        output.WriteLine($"queues: {string.Join(", ", depths.Where(queue => queue.Value > 0).Select(queue => $"{queue.Key} {queue.Value}"))}");
        Assert.InRange(InErrors(depths), bus.Refused, bus.Copies);
        Assert.Equal([], after.Lasting.Where(key => !key.StartsWith("booking:", StringComparison.Ordinal)).Except(WithoutExpiry));
        Assert.InRange(after.Keys - before.Keys, 1, KeysAtMost + (2 * KeysPerInput * count));
        Assert.InRange(after.Bytes - before.Bytes, 0, RedisBytesAtMost + (2 * RedisBytesPerInput * count));
        Assert.InRange(after.Memory - before.Memory, long.MinValue, MemoryAtMost + (2 * MemoryPerInput * count));
        Assert.InRange(depths.Where(queue => !Own.Contains(queue.Key) && !IsError(queue.Key)).Sum(queue => queue.Value), 0, MessagesPerInput * 2 * (Warm + count));

        async Task PublishAsync(int first, int number)
        {
            for (var sent = 0; sent < number; sent += 100)
            {
                await bus.PublishAsync(2 * (first + sent), Math.Min(100, number - sent), isMarked: true);
                await bus.PublishAsync((2 * (first + sent)) + 100, Math.Min(100, number - sent), isMarked: false);
                app.Lines.Lines.Clear();
                app.Forget();
            }
        }

        async Task<IReadOnlyDictionary<string, long>> DrainedAsync()
        {
            IReadOnlyDictionary<string, long> now = new Dictionary<string, long>(StringComparer.Ordinal);
            await Eventually.GetAsync($"every queue of this service to be empty, and {bus.Refused} in the error queues", async () =>
            {
                app.Lines.Lines.Clear();
                app.Forget();
                now = await broker.DepthsAsync();
                return string.Join(", ", now.Where(queue => queue.Value > 0).Select(queue => $"{queue.Key} {queue.Value}"));
            }, _ => Own.Sum(queue => now.GetValueOrDefault(queue)) == 0 && InErrors(now) >= bus.Refused, TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(20 * count));
            return now;
        }
    }

    private static string Raw(string update) => System.Text.Json.JsonSerializer.Serialize(new { raw = update, receivedAt = "2026-12-24T10:00:00Z" });

    private static long InErrors(IReadOnlyDictionary<string, long> depths) => Queues.Sum(queue => depths.GetValueOrDefault(queue + "_error"));

    private static bool IsError(string queue) => queue.EndsWith("_error", StringComparison.Ordinal);
}
