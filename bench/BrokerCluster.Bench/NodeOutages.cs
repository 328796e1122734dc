using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.BrokerCluster.Bench;

/// <summary>Takes the broker's node in use away, again and again, and counts what became of every message and every decision.</summary>
internal static partial class NodeOutages
{
    private const int FirstPerson = 700_000;

    public static async Task<bool> RunAsync(bool cut, int rounds, int messages, int bookings)
    {
        Console.Error.WriteLine("Starting three nodes ...");
        var (nodes, network) = await RabbitMqServer.StartClusterAsync(3);
        INodeOutage outage = cut ? new CutNode(network, nodes) : new KilledNode();
        try
        {
            var address = $"amqp://guest:guest@{string.Join(',', nodes.Select(node => $"127.0.0.1:{outage.ClientPort(node)}"))}/";
            Console.Error.WriteLine("Starting the services ...");
            await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string> { ["RABBITMQ_URL"] = address, ["RABBITMQ_HEARTBEAT"] = "3", ["WEBHOOK_PRESS_WAIT"] = "1" });
            var chats = await cluster.Chats.AddPrivateChatsAsync(messages);
            await AddPeopleAsync(cluster, bookings);
            Console.WriteLine($"| {outage.Name} | its connections | lost | twice | undecided | decided twice | longest silence | HTTP 500 | ordered again | pressed again |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
            var good = true;
            for (var round = 1; round <= rounds; round++)
            {
                good &= await RoundAsync(cluster, nodes, outage, round, chats, bookings);
            }

            return good;
        }
        finally
        {
            foreach (var node in nodes.Reverse())
            {
                await node.DisposeAsync();
            }

            await network.DisposeAsync();
        }
    }

    private static async Task<bool> RoundAsync(Cluster cluster, IReadOnlyList<RabbitMqServer> nodes, INodeOutage outage, int round, IReadOnlyList<long> chats, int bookings)
    {
        // The cards hang in the chat before the node is gone: their presses meet it.
        var door = new Door(cluster.Gateway);
        await Task.WhenAll(Enumerable.Range(0, bookings).Select(i => door.PostAsync("/bookings", Booking(Id(round, i)))));
        var cards = await Eventually.GetAsync($"{bookings} cards", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Where(card => card.Text.Contains($"KILL-{round}-", StringComparison.Ordinal) && card.Buttons.Count >= 2).ToList(), found => found.Count >= bookings, TimeSpan.FromMinutes(2));

        (await cluster.Chats.Http.DeleteAsync("/emulator/requests")).EnsureSuccessStatusCode();
        var connections = nodes.ToDictionary(node => node, node => Connections.To(node.Port));
        var used = connections.MaxBy(node => node.Value).Key;
        var sending = Task.WhenAll(chats.Select(async (chat, i) =>
        {
            await Task.Delay(i * 20);
            await door.PostAsync("/send", new { message_id = Guid.NewGuid(), chat_id = chat, text = $"Round {round}, message {i}" });
        }));
        var pressedAgain = 0;
        var popups = new ConcurrentDictionary<string, string?>();
        var pressing = Task.WhenAll(cards.Select(async (card, i) =>
        {
            await Task.Delay(i * 100);
            var id = BookingId().Match(card.Text).Value;
            // "Did not work, try again in a minute": a person presses again. The same button: where it was decided after all, another stands in its place.
            var until = TimeProvider.System.GetUtcNow().AddMinutes(1.5);
            while ((popups[id] = (await cluster.Chats.PressAsync(Cluster.StaffChat, card.Id, FirstPerson + i, data: card.ButtonData[0])).Text) is { } told && told.StartsWith("🔁", StringComparison.Ordinal) && TimeProvider.System.GetUtcNow() < until)
            {
                Interlocked.Increment(ref pressedAgain);
                await Task.Delay(2000);
            }
        }));
        await Task.Delay(chats.Count * 20 / 2);
        await outage.BeginAsync(used);
        await Task.WhenAll(sending, pressing);
        await SettledAsync(cluster, round, chats, bookings);
        await outage.EndAsync(used, round);
        // Again: what it kept on its way comes now, and would be the second.
        var sends = await SettledAsync(cluster, round, chats, bookings);

        var states = await Task.WhenAll(Enumerable.Range(0, bookings).Select(i => StateAsync(cluster, Id(round, i))));
        var counts = sends.CountBy(sent => sent.Chat).ToDictionary();
        var lost = chats.Count(chat => !counts.ContainsKey(chat));
        var twice = counts.Values.Count(count => count > 1);
        var undecided = states.Count(state => state != "confirmed");
        foreach (var (i, state) in states.Index().Where(booking => booking.Item != "confirmed"))
        {
            Console.Error.WriteLine($"{Id(round, i)} is {state ?? "not known"}; its user was told: {popups.GetValueOrDefault(Id(round, i)) ?? "nothing"}");
        }

        var outcomes = cluster.Platform.Deliveries.Where(delivery => delivery.BookingId.StartsWith($"KILL-{round}-", StringComparison.Ordinal)).ToList();
        var decidedTwice = outcomes.GroupBy(delivery => delivery.BookingId).Count(booking => booking.Select(delivery => delivery.Id).Distinct().Count() > 1);
        var times = sends.Select(sent => sent.At).Order().ToList();
        var silence = times.Zip(times.Skip(1), (before, after) => after - before).DefaultIfEmpty().Max();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round} | {connections[used]} of {connections.Values.Sum()} | {lost} of {chats.Count} | {twice} | {undecided} of {bookings} | {decidedTwice} | {silence.TotalSeconds:0.0} s | {door.Broken} | {door.Repeated} | {pressedAgain} |"));
        return lost + twice + undecided + decidedTwice + door.Broken == 0;
    }

    /// <summary>What Telegram accepted of this round in private chats, once it is all there and decided, or after two minutes.</summary>
    private static async Task<List<Sent>> SettledAsync(Cluster cluster, int round, IReadOnlyList<long> chats, int bookings)
    {
        var until = TimeProvider.System.GetUtcNow().AddMinutes(2);
        while (true)
        {
            var sends = (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>("/emulator/requests/sends"))!
                .ConvertAll(sent => new Sent(sent.GetProperty("chat_id").GetInt64(), sent.GetProperty("at").GetDateTimeOffset()))
                .FindAll(sent => chats.Contains(sent.Chat));
            var outcomes = cluster.Platform.Deliveries.Where(delivery => delivery.BookingId.StartsWith($"KILL-{round}-", StringComparison.Ordinal)).DistinctBy(delivery => delivery.BookingId).Count();
            if ((sends.DistinctBy(sent => sent.Chat).Count() >= chats.Count && outcomes >= bookings) || TimeProvider.System.GetUtcNow() > until)
            {
                return sends;
            }

            await Task.Delay(500);
        }
    }

    private static async Task<string?> StateAsync(Cluster cluster, string id)
    {
        // The services may be on their way to the node that came back.
        var until = TimeProvider.System.GetUtcNow().AddMinutes(1);
        while (true)
        {
            using var answer = await cluster.Gateway.GetAsync($"/bookings/{id}");
            if (answer.IsSuccessStatusCode || TimeProvider.System.GetUtcNow() > until)
            {
                return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString() : null;
            }

            await Task.Delay(500);
        }
    }

    private static async Task AddPeopleAsync(Cluster cluster, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await cluster.Chats.Http.PostAsJsonAsync($"/emulator/chats/{Cluster.StaffChat}/people", new { id = FirstPerson + i, first_name = "Anna" })).EnsureSuccessStatusCode();
        }
    }

    private static string Id(int round, int i) => $"KILL-{round}-{i}";

    private static object Booking(string id) => new
    {
        id, service = "Portrait", date = "2099-12-24", time_slots = new[] { "10:00" }, client_name = id, client_phone = "+7 900 000-00-00", people_count = 1, total_price = 4500,
    };

    [GeneratedRegex(@"KILL-\d+-\d+")]
    private static partial Regex BookingId();

    private sealed record Sent(long Chat, DateTimeOffset At);
}
