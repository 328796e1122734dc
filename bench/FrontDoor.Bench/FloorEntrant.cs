using System.Diagnostics;
using System.Net.Http.Json;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>The same way with everything of ours left out: bench/FrontDoor.Floor, on MassTransit or on RabbitMQ.Client alone.</summary>
internal sealed class FloorEntrant(string name, string bus) : Entrant(name)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "bench", "FrontDoor.Floor", "bin", "Release", "net10.0");

    public override string? Missing() => Directory.Exists(Folder) ? null : $"{Folder} is missing: run `dotnet build -c Release`.";

    public override async Task<Running> StartAsync(World world)
    {
        var processes = new List<ServiceProcess>();
        var times = new Dictionary<string, TimeSpan>();
        // The worker first: what is published before its queue is bound is nowhere.
        foreach (var role in new[] { "worker", "door" })
        {
            var watch = Stopwatch.StartNew();
            processes.Add(await ServiceProcess.StartFrom(Folder, "FrontDoor.Floor", new Dictionary<string, string>
            {
                ["FLOOR_ROLE"] = role,
                ["FLOOR_BUS"] = bus,
                ["RABBITMQ_URL"] = world.RabbitMqUrl,
                ["TELEGRAM_API_BASE_URL"] = world.Telegram.ToString(),
                ["TELEGRAM_BOT_TOKEN"] = World.Token,
            }).ReadyAsync());
            times[role] = watch.Elapsed;
        }

        return new RunningFloor(processes)
        {
            StartTimes = times,
            Processes = [("worker", processes[0].ProcessId), ("door", processes[1].ProcessId)],
            Door = new HttpClient { BaseAddress = processes[1].Address },
        };
    }

    private sealed class RunningFloor(IReadOnlyList<ServiceProcess> processes) : Running
    {
        public override async Task SendAsync(long chat)
        {
            using var answer = await Door.PostAsJsonAsync("/send", new { chat_id = chat, template = Notification.Template, values = Notification.Values(chat) });
            answer.EnsureSuccessStatusCode();
        }

        public override async ValueTask DisposeAsync()
        {
            Door.Dispose();
            foreach (var process in processes)
            {
                await process.StopAsync();
                await process.DisposeAsync();
            }
        }
    }
}
