using System.Diagnostics;
using System.Net;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// The network before RabbitMQ stands still, flows for a moment, is cut, and is back, in the middle of bookings: every queue has its consumer again, and
/// readiness never says that all is well while one is missing. The normal run makes the sequence short with a short heartbeat; <c>FREEZE_RUNS</c> runs the long one so many times.
/// </summary>
public sealed class FrozenNetworkTests(ITestOutputHelper output)
{
    private const int Count = 20;

    /// <summary>How long it may take until readiness says that the broker is away.</summary>
    private static readonly TimeSpan Missed = TimeSpan.FromSeconds(30);

    /// <summary>How long a missing consumer may go unsaid: the broker counts once a second, and the service looks every three.</summary>
    private static readonly TimeSpan MaxUnsaid = TimeSpan.FromSeconds(6);

    private static readonly Sequence Short = new(Heartbeat: 2, Frozen: TimeSpan.FromSeconds(11), Thawed: TimeSpan.FromSeconds(1), Cut: TimeSpan.FromSeconds(2));

    private static readonly Sequence Long = new(Heartbeat: 10, Frozen: TimeSpan.FromSeconds(57), Thawed: TimeSpan.FromSeconds(4), Cut: TimeSpan.FromSeconds(8));

    [Fact]
    public async Task Every_queue_is_consumed_from_again_and_readiness_says_so_meanwhile()
    {
        var runs = TestKit.Count.Of("FREEZE_RUNS", 0);
        for (var run = 1; run <= Math.Max(1, runs); run++)
        {
            await RunAsync(runs > 0 ? Long : Short, run);
        }
    }

    private async Task RunAsync(Sequence sequence, int run)
    {
        await using var cluster = await Cluster.CreateAsync(settings: new Dictionary<string, string> { ["RABBITMQ_HEARTBEAT"] = $"{sequence.Heartbeat}" });
        await using var gate = cluster.GateBeforeBroker();
        var services = new[] { "Gateway", "Sender", "WebhookProcessor" }.Select(project => cluster.StartBehind(gate, project)).ToList();
        await Task.WhenAll(services.Select(service => service.ReadyAsync()));
        // A queue of an answer belongs to one connection, and goes with it.
        var ours = (await Eventually.GetAsync("consumers", cluster.Broker.QueuesWithConsumersAsync, seen => seen.Contains("send-high") && seen.Contains("booking-decision") && seen.Contains("message-states")))
            .Where(queue => !queue.Contains("_bus_", StringComparison.Ordinal)).ToList();
        for (var i = 0; i < Count; i++)
        {
            await cluster.Gateway.PostBookingAsync($"frozen {run}.{i}");
        }

        gate.Freeze();
        await Eventually.TrueAsync("readiness of all to say that the broker is away", async () => !(await Task.WhenAll(services.Select(IsReadyAsync))).Any(ready => ready), Missed);
        await PassAsync(sequence.Frozen);
        gate.Thaw();
        await PassAsync(sequence.Thawed);
        gate.Shut();
        await PassAsync(sequence.Cut);
        gate.Open();

        var clock = Stopwatch.StartNew();
        TimeSpan? unsaidSince = null;
        await Eventually.TrueAsync("every consumer, and readiness of all", async () =>
        {
            var areReady = (await Task.WhenAll(services.Select(IsReadyAsync))).All(ready => ready);
            var missing = string.Join(", ", ours.Except(await cluster.Broker.QueuesWithConsumersAsync()));
            unsaidSince = areReady && missing.Length > 0 ? unsaidSince ?? clock.Elapsed : null;
            Assert.True(unsaidSince is null || clock.Elapsed - unsaidSince < MaxUnsaid, $"All say that they are ready while there is no consumer of {missing}.");
            return areReady && missing.Length == 0;
        }, TimeSpan.FromMinutes(2));
        var ready = clock.Elapsed;
        await cluster.AwaitMessagesAsync(Count);
        output.WriteLine($"run {run}: ready {ready.TotalSeconds:0.0} s after the network was back, all {Count} bookings shown after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(Count, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }

    private static async Task<bool> IsReadyAsync(ServiceProcess service)
    {
        using var http = new HttpClient { BaseAddress = service.Address, Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>The sequence is made of time: nothing else tells when a network is back.</summary>
    private static async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }

    private sealed record Sequence(int Heartbeat, TimeSpan Frozen, TimeSpan Thawed, TimeSpan Cut);
}
