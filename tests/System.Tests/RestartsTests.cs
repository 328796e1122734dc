using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// Whole services end again and again while they hold what they cannot work on: nothing is lost, nothing comes twice, and nothing is put aside as if it had ended them.
/// <c>RESTARTS=50</c> does it so often. A queue gives a message up after twenty returns then, as RabbitMQ 4 does by itself; with fewer restarts after one.
/// </summary>
public sealed class RestartsTests(ITestOutputHelper output)
{
    private const int OrdersOfALane = 70;
    private const int Accepted = 30;
    private const int Presses = 8;
    private static readonly string[] Lanes = ["high", "normal", "low"];
    private static readonly string[] LaneQueues = [.. Lanes.Select(lane => $"send-{lane}")];
    private static readonly string[] DecisionQueues = ["booking-decision", "telegram-presses"];
    private static readonly int Restarts = Count.Of("RESTARTS", 2);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Orders_that_a_Sender_holds_while_Telegram_is_away_outlive_its_restarts()
    {
        await using var cluster = await Cluster.CreateAsync(settings: new Dictionary<string, string> { ["SENDER_CIRCUIT_FAILURES"] = "1" });
        await cluster.Broker.LimitDeliveriesAsync(Restarts > 20 ? 20 : 1);
        var telegram = new Uri(cluster.Settings["TELEGRAM_API_BASE_URL"]);
        await using var gate = new TcpGate(telegram.Host, telegram.Port);
        var behind = ("TELEGRAM_API_BASE_URL", $"http://127.0.0.1:{gate.Port}");
        await cluster.StartGateway().ReadyAsync();
        var sender = await cluster.Start("Sender", behind).ReadyAsync();
        gate.Shut();
        await Parallel.ForEachAsync(Enumerable.Range(0, OrdersOfALane * Lanes.Length), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using var answer = await cluster.Gateway.PostAsJsonAsync("/send", new { chat_id = Cluster.StaffChat, text = Text(i), priority = Lanes[i % Lanes.Length] }, CancellationToken.None);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        });

        var held = new List<long>();
        for (var restart = 0; restart < Restarts; restart++)
        {
            held.Add(await HeldAsync(cluster, LaneQueues, OrdersOfALane * Lanes.Length));
            Assert.Equal(0, await sender.StopAsync());
            await GivenBackAsync(cluster, LaneQueues);
            sender = cluster.Start("Sender", behind);
        }

        gate.Open();

        var shown = await Eventually.GetAsync("every order", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => Enumerable.Range(0, OrdersOfALane * Lanes.Length).All(i => all.Any(message => message.Text == Text(i))), TimeSpan.FromMinutes(10));
        output.WriteLine($"{Restarts} restarts, {held.Min()} to {held.Max()} orders held each time, {shown.Count} messages");
        Assert.Equal(OrdersOfALane * Lanes.Length, shown.Count);
        Assert.Equal(OrdersOfALane * Lanes.Length, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
        await NothingIsAsideAsync(cluster, LaneQueues);
    }

    [Fact]
    public async Task Bookings_and_presses_that_a_WebhookProcessor_holds_while_Redis_is_away_outlive_its_kills()
    {
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string> { ["WEBHOOK_PRESS_WAIT"] = "1" });
        await cluster.Broker.LimitDeliveriesAsync(Restarts > 20 ? 20 : 1);
        await Task.WhenAll(Enumerable.Range(0, Presses).Select(i => cluster.Gateway.PostBookingAsync(Id("shown", i))));
        var cards = await cluster.AwaitMessagesAsync(Presses);
        await cluster.Redis.KillAsync();
        await Task.WhenAll(Enumerable.Range(0, Accepted).Select(i => cluster.Gateway.PostBookingAsync(Id("waiting", i))));
        // What was told to try again in a minute decided nothing: it is pressed again when Redis is back.
        var told = await Task.WhenAll(cards.Select((card, i) => cluster.Chats.PressAsync(Cluster.StaffChat, card.Id, Bookings.Staff[i % Bookings.Staff.Length])));

        var held = new List<long>();
        for (var kill = 0; kill < Restarts; kill++)
        {
            held.Add(await HeldAsync(cluster, DecisionQueues, Accepted + Presses));
            await cluster.KillAsync("WebhookProcessor");
            await GivenBackAsync(cluster, DecisionQueues);
            cluster.Start("WebhookProcessor");
        }

        await cluster.Redis.StartAgainAsync();

        var all = await Eventually.GetAsync("every card", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), seen => seen.Count >= Presses + Accepted, Timeout);
        Assert.All(Enumerable.Range(0, Accepted), i => Assert.Single(all, card => card.Text.Contains(Id("waiting", i), StringComparison.Ordinal)));
        await Task.WhenAll(told.Index().Where(popup => popup.Item.Text?.StartsWith("🔁", StringComparison.Ordinal) == true)
            .Select(popup => cluster.Chats.PressAsync(Cluster.StaffChat, cards[popup.Index].Id, Bookings.Staff[popup.Index % Bookings.Staff.Length])));
        await Eventually.GetAsync($"{Presses} outcomes", () => Task.FromResult(cluster.Platform.Deliveries), seen => seen.DistinctBy(outcome => outcome.BookingId).Count() == Presses, Timeout);
        output.WriteLine($"{Restarts} kills, {held.Min()} to {held.Max()} bookings and presses held each time; users were told: {string.Join(", ", told.CountBy(popup => popup.Text ?? "nothing").Select(pair => $"{pair.Value} times \"{pair.Key}\""))}");
        Assert.Equal(Presses, cluster.Platform.Deliveries.DistinctBy(outcome => outcome.Id).Count());
        Assert.Equal(Presses + Accepted, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
        await NothingIsAsideAsync(cluster, DecisionQueues);
    }

    /// <summary>All that waits is in the process's hand, so that its end returns each message once more.</summary>
    private static async Task<long> HeldAsync(Cluster cluster, IReadOnlyCollection<string> queues, int least) =>
        (await Eventually.GetAsync("all messages in the process's hand", () => cluster.Broker.LoadAsync(queues), load => load.Waiting == 0 && load.Held >= least, Timeout)).Held;

    private static Task GivenBackAsync(Cluster cluster, IReadOnlyCollection<string> queues) =>
        Eventually.GetAsync("what it held to be given back", () => cluster.Broker.LoadAsync(queues), load => load is { Waiting: > 0, Held: 0 }, Timeout);

    private static async Task NothingIsAsideAsync(Cluster cluster, IEnumerable<string> queues)
    {
        foreach (var queue in queues.Select(queue => $"{queue}_error").Prepend("dead-letters"))
        {
            Assert.Empty(await cluster.Broker.MessagesAsync(queue));
        }
    }

    private static string Id(string kind, int i) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{i:00}");

    private static string Text(int i) => string.Create(CultureInfo.InvariantCulture, $"{Cluster.Marker} {i:000}");
}
