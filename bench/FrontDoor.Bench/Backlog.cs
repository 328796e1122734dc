using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>What a backlog costs: Telegram is unavailable while messages are ordered, and comes back.</summary>
internal static class Backlog
{
    private const int Chats = 1_000;
    private const int Batch = 5_000;
    private const int WarmUp = 8_000;

    public static async Task RunAsync(Entrant entrant, int count, Results results)
    {
        await using var world = await World.CreateAsync();
        await world.AddPeopleAsync(Chats);
        await using var running = await entrant.StartAsync(world);
        await OrderAsync(running, WarmUp);
        await world.AcceptedAsync(WarmUp);
        await world.ForgetAsync();

        await world.Chats.FaultAsync(new { kind = "server_error", status = 502 });
        var (redis, broker) = (await world.RedisMegabytesAsync(), world.BrokerMegabytes);
        var name = string.Create(CultureInfo.InvariantCulture, $"a backlog of {count:N0}");
        var from = TimeProvider.System.GetUtcNow();
        await OrderAsync(running, count);
        results.Add(entrant, $"{name}: taken by /send/batch, messages/s", "", count / (TimeProvider.System.GetUtcNow() - from).TotalSeconds);
        results.Add(entrant, $"{name}: Redis, a message", "bytes", (await world.RedisMegabytesAsync() - redis) * 1e6 / count);
        results.Add(entrant, $"{name}: RabbitMQ, resident, a message", "bytes", (world.BrokerMegabytes - broker) * 1e6 / count);

        (await world.Http.DeleteAsync("/emulator/faults")).EnsureSuccessStatusCode();
        var sends = await world.AcceptedAsync(count, TimeSpan.FromSeconds(5));
        results.Add(entrant, $"{name}: sent, messages/s", "", RateOf(sends));
        results.Add(entrant, $"{name}: rate of the last fifth over that of the first", "%", 100 * RateOf(sends[^(count / 5)..]) / RateOf(sends[..(count / 5)]));
    }

    private static double RateOf(List<DateTimeOffset> sends) => (sends.Count - 1) / (sends[^1] - sends[0]).TotalSeconds;

    private static async Task OrderAsync(Running running, int count)
    {
        foreach (var part in Enumerable.Range(0, count).Chunk(Batch))
        {
            using var answer = await running.Door.PostAsJsonAsync("/send/batch", new { messages = part.Select(i => Notification.To(World.FirstChat + (i % Chats))) });
            answer.EnsureSuccessStatusCode();
            var taken = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().Count(result => result.GetProperty("success").GetBoolean());
            if (taken != part.Length)
            {
                throw new InvalidOperationException($"Only {taken} of {part.Length} orders were taken.");
            }
        }
    }
}
