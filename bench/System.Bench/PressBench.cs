using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.SystemBench;

/// <summary>How long a presser waits for the popup with the true outcome. The emulator's own clock measures: from the press to the answer.</summary>
internal static class PressBench
{
    private const int Warm = 200;

    public static async Task RunAsync(int rate, int seconds)
    {
        var count = rate * seconds;
        await using var cluster = await Cluster.StartAsync();
        Console.Error.WriteLine($"Making {count + Warm} bookings ...");
        await Parallel.ForEachAsync(Enumerable.Range(0, count + Warm), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, _) =>
            (await cluster.Gateway.PostAsJsonAsync("/bookings", Booking($"bench/{i}"))).EnsureSuccessStatusCode());
        var messages = await Eventually.Get($"{count + Warm} messages", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count >= count + Warm, TimeSpan.FromMinutes(5));

        Console.Error.WriteLine($"Pressing {Warm} times to warm up, then {rate} times a second for {seconds} s ...");
        await Parallel.ForEachAsync(messages.Take(Warm), new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (message, _) => await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Person(message.Id)));
        await PressAtRateAsync(cluster, messages.Skip(Warm).ToList(), rate);

        var popups = (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>("/emulator/popups"))!.Skip(Warm).ToList();
        var waits = popups.Select(popup => (popup.GetProperty("answered_at").GetDateTimeOffset() - popup.GetProperty("at").GetDateTimeOffset()).TotalMilliseconds).Order().ToList();
        var accepted = popups.Count(popup => popup.GetProperty("text").GetString()!.StartsWith("Принято", StringComparison.Ordinal));
        Console.WriteLine($"| presses | rate | median | 95th | 99th | longest | told \"accepted\" only |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Console.WriteLine(FormattableString.Invariant($"| {waits.Count} | {rate}/s | {At(waits, 0.5):0.0} ms | {At(waits, 0.95):0.0} ms | {At(waits, 0.99):0.0} ms | {waits[^1]:0.0} ms | {accepted} |"));
    }

    private static async Task PressAtRateAsync(Cluster cluster, List<ChatMessage> messages, int rate)
    {
        var running = new List<Task>(messages.Count);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < messages.Count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate) - watch.Elapsed;
            if (due > TimeSpan.Zero)
                await Task.Delay(due);
            running.Add(cluster.Chats.PressAsync(Cluster.StaffChat, messages[i].Id, Person(i)));
        }

        await Task.WhenAll(running);
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static long Person(int i) => 100001 + (i % 5);

    private static object Booking(string id) => new
    {
        id, service = "Portrait", date = "2027-12-24", time_slots = new[] { "10:00" }, client_name = "Anna", client_phone = "+7 900 000-00-00", people_count = 1, total_price = 4500,
    };
}
