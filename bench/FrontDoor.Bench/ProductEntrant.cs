using System.Diagnostics;
using System.Net.Http.Json;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>A Release build of the three services, with every setting at its default but the limits, which are lifted; several of a service where asked.</summary>
internal sealed class ProductEntrant(string name, string root, IReadOnlyList<KeyValuePair<string, string>>? variables = null, int senders = 1, int gateways = 1) : Entrant(name)
{
    public const string ApiKey = "a-gateway-key-of-the-front-door-bench";
    public const long StaffChat = -1_001_000_000_001;

    private static readonly string[] Services = ["Gateway", "Sender", "WebhookProcessor"];

    public override string? Missing() => Services.Select(service => Folder(service)).Any(folder => !Directory.Exists(folder))
        ? $"{root} has no Release build: run `dotnet build -c Release` there."
        : null;

    public override async Task<Running> StartAsync(World world)
    {
        var addresses = Enumerable.Range(0, gateways).Select(_ => new Uri($"http://127.0.0.1:{FreePort.Next()}")).ToList();
        var watches = addresses.Select(address => ("Gateway", address)).Concat(Enumerable.Repeat(("Sender", addresses[0]), senders)).Append(("WebhookProcessor", addresses[0]))
            .Select(start => (Service: start.Item1, Watch: Stopwatch.StartNew(), Process: Start(world, start.Item1, start.Item2))).ToList();
        var times = new Dictionary<string, TimeSpan>();
        await Task.WhenAll(watches.Select(async entry =>
        {
            await entry.Process.ReadyAsync();
            lock (times)
            {
                times[entry.Service] = entry.Watch.Elapsed;
            }
        }));
        var doors = addresses.ConvertAll(address => new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5), DefaultRequestHeaders = { { "X-Api-Key", ApiKey } } });
        return new RunningProduct(watches.ConvertAll(entry => entry.Process), doors) { StartTimes = times, Processes = watches.ConvertAll(entry => (entry.Service, entry.Process.ProcessId)), Door = doors[0] };
    }

    /// <summary>From its start to ready, of each service while no other starts.</summary>
    public async Task<IReadOnlyList<(string Part, TimeSpan Time)>> StartOneByOneAsync(World world)
    {
        var times = new List<(string, TimeSpan)>();
        foreach (var service in Services)
        {
            var watch = Stopwatch.StartNew();
            await using var process = await Start(world, service, new Uri($"http://127.0.0.1:{FreePort.Next()}")).ReadyAsync();
            times.Add((service, watch.Elapsed));
            await process.StopAsync();
        }

        return times;
    }

    private string Folder(string service) => Path.Combine(root, "src", service, "bin", "Release", "net10.0");

    private ServiceProcess Start(World world, string service, Uri gateway)
    {
        var environment = new Dictionary<string, string>
        {
            ["RABBITMQ_URL"] = world.RabbitMqUrl,
            ["REDIS_URL"] = world.RedisUrl,
            ["GATEWAY_API_KEY"] = ApiKey,
            ["TELEGRAM_API_BASE_URL"] = world.Telegram.ToString(),
            ["TELEGRAM_CHAT_ID"] = $"{StaffChat}",
            ["TELEGRAM_WEBHOOK_URL"] = new Uri(gateway, "webhook").ToString(),
            ["TELEGRAM_WEBHOOK_SECRET"] = "a-webhook-secret-of-the-front-door-bench",
            ["CALLBACK_SIGNING_KEY"] = "a-signing-key-of-the-front-door-bench-0123456789",
            ["REJECT_REASONS"] = "none",
            ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0",
            ["SENDER_PRIVATE_INTERVAL_MS"] = "0",
            ["SENDER_GROUP_INTERVAL_MS"] = "0",
            ["SENDER_GROUP_PER_MINUTE"] = "0",
        };
        if (service == "Gateway")
        {
            environment["ASPNETCORE_URLS"] = gateway.ToString().TrimEnd('/');
        }
        else
        {
            environment["TELEGRAM_BOT_TOKEN"] = World.Token;
        }

        foreach (var (variable, value) in variables ?? [])
        {
            environment[variable] = value;
        }

        return ServiceProcess.StartFrom(Folder(service), service, environment);
    }

    private sealed class RunningProduct(IReadOnlyList<ServiceProcess> processes, IReadOnlyList<HttpClient> doors) : Running
    {
        public override async Task SendAsync(long chat)
        {
            using var answer = await doors[(int)(chat % doors.Count)].PostAsJsonAsync("/send", Notification.To(chat));
            answer.EnsureSuccessStatusCode();
        }

        public override async ValueTask DisposeAsync()
        {
            foreach (var door in doors)
            {
                door.Dispose();
            }

            await Task.WhenAll(processes.Select(process => process.StopAsync()));
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }
}

/// <summary>The booking notification that everybody sends.</summary>
internal static class Notification
{
    public const string Template = "booking_notification";

    public static object To(long chat) => new { chat_id = chat, template = Template, language = "ru", priority = "normal", values = Values(chat) };

    public static object Values(long chat) => new
    {
        booking_id = $"bench-{chat}",
        service = "Portrait",
        date = "2027-12-24",
        time_slots = new[] { "10:00" },
        client_name = "Anna",
        client_phone = "+7 900 000-00-00",
        people_count = 2,
        total_price = 5000,
        currency = "RUB",
    };
}
