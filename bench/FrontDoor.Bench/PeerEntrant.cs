using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>The peer: an HTTP door, a BullMQ queue on Redis and a grammY worker, on Node.</summary>
internal sealed class PeerEntrant(string folder) : Entrant("peer")
{
    public override string? Missing() => Directory.Exists(Path.Combine(folder, "node_modules")) ? null : $"{folder} has no node_modules: run `npm install` there.";

    public override async Task<Running> StartAsync(World world)
    {
        var port = FreePort.Next();
        var starts = new (string Part, string[] Arguments)[] { ("api", ["api.mjs", port.ToString(CultureInfo.InvariantCulture)]), ("worker", ["worker.mjs"]) };
        var processes = new List<Process>();
        var times = new Dictionary<string, TimeSpan>();
        foreach (var (part, arguments) in starts)
        {
            var watch = Stopwatch.StartNew();
            processes.Add(await StartAsync(world, arguments, $"{part} ready"));
            times[part] = watch.Elapsed;
        }

        return new RunningPeer(processes) { StartTimes = times, Processes = [.. starts.Zip(processes, (start, process) => (start.Part, process.Id))], Door = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") } };
    }

    private async Task<Process> StartAsync(World world, string[] arguments, string ready)
    {
        var process = Process.Start(new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["BOT_TOKEN"] = World.Token,
                ["API_ROOT"] = world.Telegram.ToString().TrimEnd('/'),
                ["REDIS_URL"] = world.RedisUrl,
                ["THROTTLE"] = "0",
                ["NODE_ENV"] = "production",
            },
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == ready)
            {
                return process;
            }
        }

        throw new InvalidOperationException($"node {arguments[0]} ended before it was ready.");
    }

    private sealed class RunningPeer(IReadOnlyList<Process> processes) : Running
    {
        public override async Task SendAsync(long chat)
        {
            using var answer = await Door.PostAsJsonAsync("/bookings", new
            {
                id = $"bench-{chat}",
                service = "Portrait",
                date = "2027-12-24",
                time_slots = new[] { "10:00" },
                client_name = "Anna",
                client_phone = "+7 900 000-00-00",
                people_count = 2,
                total_price = 5000,
                chat_id = chat,
                priority = "normal",
            });
            answer.EnsureSuccessStatusCode();
        }

        public override async ValueTask DisposeAsync()
        {
            Door.Dispose();
            foreach (var process in processes)
            {
                process.Kill();
                await process.WaitForExitAsync();
                process.Dispose();
            }
        }
    }
}
