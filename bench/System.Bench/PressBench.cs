using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.SystemBench;

/// <summary>
/// How long a user waits for the popup with the true outcome, and the chat for the edited message. The emulator's own clock
/// measures both, from the press. Each press is of another person, for Telegram delivers one press of a person at a time (docs/telegram.md 9).
/// </summary>
internal static class PressBench
{
    private const int Warm = 1000;
    private const int FirstPerson = 500_000;

    public static async Task RunAsync(int rate, int seconds, bool trace)
    {
        var count = rate * seconds;
        await using var collector = trace ? await TraceCollector.StartAsync() : null;
        await using var cluster = await Cluster.StartAsync(settings: Settings(collector));
        Console.Error.WriteLine($"Making {count + Warm} bookings ...");
        await Task.WhenAll(AdmitAsync(cluster, count + Warm), Parallel.ForEachAsync(Enumerable.Range(0, count + Warm), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, _) =>
            (await cluster.Gateway.PostAsJsonAsync("/bookings", Booking($"bench/{i}"))).EnsureSuccessStatusCode()));
        var messages = await Eventually.GetAsync($"{count + Warm} messages", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count >= count + Warm, TimeSpan.FromMinutes(5));

        Console.Error.WriteLine($"Pressing {Warm} times to warm up, then {rate} times a second for {seconds} s ...");
        await PressAtRateAsync(cluster, messages.Take(Warm).ToList(), rate, FirstPerson);
        collector?.Spans.Clear();
        var before = ProcessorTimes.Of(cluster);
        await PressAtRateAsync(cluster, messages.Skip(Warm).ToList(), rate, FirstPerson + Warm);
        var spent = ProcessorTimes.Of(cluster);

        var popups = (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>("/emulator/popups"))!.Skip(Warm).ToList();
        var pressed = popups.ToDictionary(popup => popup.GetProperty("message_id").GetInt32(), popup => popup.GetProperty("at").GetDateTimeOffset());
        var edits = await Eventually.GetAsync("the edits", () => EditsAsync(cluster, pressed), all => all.Count == pressed.Count);
        Console.WriteLine("| from the press to | rate | count | median | 95th | 99th | longest |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Print("the popup with the outcome", rate, [.. popups.Select(popup => (popup.GetProperty("answered_at").GetDateTimeOffset() - popup.GetProperty("at").GetDateTimeOffset()).TotalMilliseconds).Order()]);
        Print("the edited message", rate, [.. edits.Values.Order()]);
        Console.WriteLine($"\nTold \"accepted\" only: {popups.Count(popup => popup.GetProperty("text").GetString()!.StartsWith("Принято", StringComparison.Ordinal))}");
        ProcessorTimes.Print(before, spent, count);
        if (collector is not null)
        {
            Breakdown.Print(collector.Spans);
        }
    }

    /// <summary>Message to milliseconds from its press to its first edit.</summary>
    private static async Task<Dictionary<int, double>> EditsAsync(Cluster cluster, Dictionary<int, DateTimeOffset> pressed) =>
        (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>("/emulator/requests/edits"))!
            .Where(edit => pressed.ContainsKey(edit.GetProperty("message_id").GetInt32()))
            .GroupBy(edit => edit.GetProperty("message_id").GetInt32())
            .ToDictionary(edit => edit.Key, edit => (edit.Min(one => one.GetProperty("at").GetDateTimeOffset()) - pressed[edit.Key]).TotalMilliseconds);

    private static async Task AdmitAsync(Cluster cluster, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await cluster.Chats.Http.PostAsJsonAsync($"/emulator/chats/{Cluster.StaffChat}/people", new { id = FirstPerson + i, first_name = "Anna" })).EnsureSuccessStatusCode();
        }
    }

    private static async Task PressAtRateAsync(Cluster cluster, List<ChatMessage> messages, int rate, int firstPerson)
    {
        var running = new List<Task>(messages.Count);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < messages.Count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate) - watch.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }
            running.Add(cluster.Chats.PressAsync(Cluster.StaffChat, messages[i].Id, firstPerson + i));
        }

        await Task.WhenAll(running);
    }

    private static void Print(string what, int rate, IReadOnlyList<double> waits) => Console.WriteLine(FormattableString.Invariant(
        $"| {what} | {rate}/s | {waits.Count} | {waits.At(0.5):0.0} ms | {waits.At(0.95):0.0} ms | {waits.At(0.99):0.0} ms | {waits[^1]:0.0} ms |"));

    private static Dictionary<string, string> Settings(TraceCollector? collector) => collector is null
        ? []
        : new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };

    private static object Booking(string id) => new
    {
        id, service = "Portrait", date = "2027-12-24", time_slots = new[] { "10:00" }, client_name = "Anna", client_phone = "+7 900 000-00-00", people_count = 1, total_price = 4500,
    };
}
