using System.Diagnostics;
using System.Net;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// The network before RabbitMQ stands still, flows for a moment, is cut, and is back, in the middle of bookings: every queue has its consumer again, and
/// no service says that it is ready while it consumes from one of its queues no more. The normal run makes the sequence short with a short heartbeat; <c>FREEZE_RUNS</c> runs the long one so many times.
/// </summary>
public sealed class FrozenNetworkTests(ITestOutputHelper output)
{
    private const int Count = 20;

    /// <summary>How long it may take until readiness says that the broker is unavailable.</summary>
    private static readonly TimeSpan Missed = TimeSpan.FromSeconds(30);

    /// <summary>How long a missing consumer may go unsaid: the broker counts once a second, and the service looks every three.</summary>
    private static readonly TimeSpan MaxUnsaid = TimeSpan.FromSeconds(6);

    /// <summary>The queues that only this service consumes from.</summary>
    private static readonly Dictionary<string, string[]> QueuesOf = new()
    {
        ["Gateway"] = [Routes.MessageStates, Routes.OutcomeCallbacks, Routes.MessageCallbacks],
        ["Sender"] = [.. Enum.GetValues<Priority>().Select(priority => Routes.Lane(priority)), Routes.EditMessages, Routes.EphemeralMessages, Routes.AnswerCallbacks, Routes.BotAdministration, Routes.SenderLanguages, Routes.SenderChatNews, Routes.SenderPressNews],
        ["WebhookProcessor"] = [Routes.BookingDecision, Routes.BookingQueries, Routes.TelegramPresses, Routes.TelegramUpdates, Routes.ChatMoves, Routes.StaffOutages, Routes.BookingLists, Routes.PageTurns],
    };

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
        var services = QueuesOf.Keys.ToDictionary(project => project, project => cluster.StartBehind(gate, project));
        await Task.WhenAll(services.Values.Select(service => service.ReadyAsync()));
        // A queue of an answer belongs to one connection, and goes with it.
        var ours = (await Eventually.GetAsync("consumers", cluster.Broker.QueuesWithConsumersAsync, seen => !QueuesOf.Values.SelectMany(queues => queues).Except(seen).Any()))
            .Where(queue => !queue.Contains("_bus_", StringComparison.Ordinal)).ToList();
        for (var i = 0; i < Count; i++)
        {
            await cluster.Gateway.PostBookingAsync($"frozen {run}.{i}");
        }

        gate.Freeze();
        await Eventually.TrueAsync("readiness of all to say that the broker is unavailable", async () => !(await Task.WhenAll(services.Values.Select(IsReadyAsync))).Any(ready => ready), Missed);
        await PassAsync(sequence.Frozen);
        gate.Thaw();
        await PassAsync(sequence.Thawed);
        gate.Shut();
        await PassAsync(sequence.Cut);
        gate.Open();

        var clock = Stopwatch.StartNew();
        var unsaidSince = new Dictionary<string, TimeSpan>();
        await Eventually.TrueAsync("every consumer, and readiness of all", async () =>
        {
            var ready = (await Task.WhenAll(services.Select(async service => (service.Key, IsReady: await IsReadyAsync(service.Value))))).Where(service => service.IsReady).Select(service => service.Key).ToList();
            var missing = ours.Except(await cluster.Broker.QueuesWithConsumersAsync()).ToList();
            foreach (var service in services.Keys)
            {
                // What every service consumes from is missed where all are ready.
                var unsaid = missing.Where(queue => ready.Contains(service) && (QueuesOf[service].Contains(queue) || ready.Count == services.Count)).ToList();
                if (unsaid.Count == 0)
                {
                    unsaidSince.Remove(service);
                    continue;
                }

                unsaidSince.TryAdd(service, clock.Elapsed);
                Assert.True(clock.Elapsed - unsaidSince[service] < MaxUnsaid, $"{service} says that it is ready while there is no consumer of {string.Join(", ", unsaid)}.");
            }

            return ready.Count == services.Count && missing.Count == 0;
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
