using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TestKit.Logs;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>
/// The whole system as it is deployed: real processes, a virtual host of the real RabbitMQ, a Redis of its own, the emulated Telegram,
/// and the booking platform that is called back. What the processes printed is searched at the end: it may hold no secret and no text.
/// </summary>
public sealed class Cluster : IAsyncDisposable
{
    public const long StaffChat = EmulatorOptions.DemoStaffChat;
    public const string ApiKey = "a-gateway-key-of-the-system-tests";
    private const string WebhookSecret = "a-webhook-secret-of-the-system-tests";
    private const string SigningKey = "a-signing-key-of-the-system-tests-0123456789";
    private const string CallbackPassword = "a-callback-password-of-the-system-tests";

    /// <summary>Stands in every text and name that the tests send: found in any output, it is a leak.</summary>
    public const string Marker = "Lokomotiv";

    /// <summary>The customer's phone number in the bookings of the tests.</summary>
    public const string Phone = "+7 900 417-23-81";

    private readonly WebApplication _emulator;
    private readonly List<(string Project, ServiceProcess Process)> _processes = [];
    private readonly HashSet<ServiceProcess> _released = [];
    private readonly Dictionary<string, string> _settings;
    private readonly int _gatewayPort = FreePort.Next();

    private Cluster(VirtualHost broker, RedisServer redis, WebApplication emulator, Platform platform, ErrorLines errors, IReadOnlyDictionary<string, string>? more)
    {
        _emulator = emulator;
        Errors = errors;
        Broker = broker;
        Redis = redis;
        Platform = platform;
        Chats = new Chats(new HttpClient { BaseAddress = new Uri(emulator.Urls.First()), Timeout = TimeSpan.FromMinutes(2) });
        Gateway = new HttpClient { BaseAddress = GatewayAddress };
        Gateway.DefaultRequestHeaders.Add("X-Api-Key", ApiKey);
        _settings = new Dictionary<string, string>
        {
            ["RABBITMQ_URL"] = broker.Url,
            ["REDIS_URL"] = redis.Url,
            ["GATEWAY_API_KEY"] = ApiKey,
            ["TELEGRAM_API_BASE_URL"] = emulator.Urls.First(),
            ["TELEGRAM_BOT_TOKEN"] = EmulatorOptions.DemoToken,
            ["TELEGRAM_CHAT_ID"] = StaffChat.ToString(CultureInfo.InvariantCulture),
            ["TELEGRAM_WEBHOOK_URL"] = new Uri(GatewayAddress, "webhook").ToString(),
            ["TELEGRAM_WEBHOOK_SECRET"] = WebhookSecret,
            ["CALLBACK_SIGNING_KEY"] = SigningKey,
            ["REJECT_REASONS"] = "none", // One press decides, whichever it is.
            ["BOOKING_CALLBACK_URL"] = new UriBuilder(platform.Url) { UserName = "platform", Password = CallbackPassword }.Uri.AbsoluteUri,
            ["BOOKING_CALLBACK_SECRET"] = Platform.Secret,
            // The processes start cold on a busy machine: the tests ask what the user is told, not how fast (bench/ asks that).
            ["WEBHOOK_PRESS_WAIT"] = "20",
            ["LOG_LEVEL"] = "Information",
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            _settings[name] = value;
        }
    }

    /// <summary>What the processes and the emulator log as an error, which the test has to name.</summary>
    public ErrorLines Errors { get; }

    public VirtualHost Broker { get; }

    public RedisServer Redis { get; }

    public Platform Platform { get; }

    public Chats Chats { get; }

    /// <summary>Calls the Gateway, with the key.</summary>
    public HttpClient Gateway { get; }

    public Uri GatewayAddress => new($"http://127.0.0.1:{_gatewayPort}");

    public IDictionary<string, string> Settings => _settings;

    /// <summary>The processes that were started, by their project.</summary>
    public IEnumerable<(string Project, int ProcessId)> Processes => _processes.Select(entry => (entry.Project, entry.Process.ProcessId));

    /// <summary>The servers around the services; no service runs yet.</summary>
    /// <param name="limits">Whether the emulated Telegram keeps its sending limits. The services then keep theirs, else theirs are lifted too.</param>
    /// <param name="settings">Settings beside the usual ones, or in their place.</param>
    public static async Task<Cluster> CreateAsync(bool limits = false, IReadOnlyDictionary<string, string>? settings = null)
    {
        var errors = new ErrorLines();
        var emulator = EmulatorHost.Build([], new EmulatorOptions { Url = "http://127.0.0.1:0", Limits = limits ? new SendLimits() : SendLimits.Off, Logging = logging => logging.AddProvider(errors) });
        await emulator.StartAsync();
        var lifted = limits ? new Dictionary<string, string>() : new Dictionary<string, string>(LiftedLimits);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            lifted[name] = value;
        }
        return new Cluster(await VirtualHost.CreateAsync(), await RedisServer.StartAsync(), emulator, await Platform.StartAsync(), errors, lifted);
    }

    /// <summary>Starts all three services and waits until they are ready.</summary>
    public static async Task<Cluster> StartAsync(int processors = 1, int senders = 1, bool limits = false, IReadOnlyDictionary<string, string>? settings = null)
    {
        var cluster = await CreateAsync(limits, settings);
        var starting = new List<ServiceProcess> { cluster.StartGateway() };
        for (var i = 0; i < senders; i++)
        {
            starting.Add(cluster.Start("Sender"));
        }
        for (var i = 0; i < processors; i++)
        {
            starting.Add(cluster.Start("WebhookProcessor"));
        }
        try
        {
            await Task.WhenAll(starting.Select(process => process.ReadyAsync()));
            return cluster;
        }
        catch
        {
            // The caller never gets the cluster, so nobody else would stop what was started.
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The Gateway, always on the same port, so that it may be stopped and started again.</summary>
    public ServiceProcess StartGateway() => Start("Gateway", ("ASPNETCORE_URLS", GatewayAddress.ToString().TrimEnd('/')));

    /// <summary>One more process of a service, with the cluster's settings.</summary>
    public ServiceProcess Start(string project, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>(_settings);
        // The Gateway never holds the token: it must start without it.
        if (project == "Gateway")
        {
            environment.Remove("TELEGRAM_BOT_TOKEN");
        }
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }
        var process = ServiceProcess.Start(project, environment);
        process.Errors = null; // Those of all processes are looked at together.
        _processes.Add((project, process));
        if (environment.ContainsKey(ServiceProcess.ProgramsRoot))
        {
            _released.Add(process);
        }
        return process;
    }

    /// <summary>The same, with the broker, or Redis, behind a gate.</summary>
    public ServiceProcess StartBehind(TcpGate gate, string project, string server = "RABBITMQ_URL")
    {
        var behind = (server, _settings[server].Replace($":{new Uri(_settings[server]).Port}", $":{gate.Port}", StringComparison.Ordinal));
        return project == "Gateway" ? Start(project, ("ASPNETCORE_URLS", GatewayAddress.ToString().TrimEnd('/')), behind) : Start(project, behind);
    }

    /// <summary>A gate before the broker, which is there to be shut.</summary>
    public TcpGate GateBeforeBroker()
    {
        Errors.MayLoseBroker();
        return new TcpGate(new Uri(Broker.Url).Host, new Uri(Broker.Url).Port);
    }

    /// <summary>A gate before Redis.</summary>
    public TcpGate GateBeforeRedis() => new(new Uri(Redis.Url).Host, new Uri(Redis.Url).Port);

    /// <summary>Where the processes listen.</summary>
    public IEnumerable<Uri> Addresses => _processes.Select(entry => entry.Process.Address);

    /// <summary>What nobody may find in anything that leaves the processes.</summary>
    public static IReadOnlyList<string> Secrets { get; } =
        [EmulatorOptions.DemoToken, EmulatorOptions.DemoToken.Split(':')[1], Marker, ApiKey, WebhookSecret, SigningKey, Platform.Secret, CallbackPassword, Phone, "9004172381", .. People];

    /// <summary>What people are called: who decides, who is a customer, and who gets a private chat of the tests' making.</summary>
    private static IEnumerable<string> People =>
        DemoPeople.Staff.Concat(DemoPeople.Customers).SelectMany(person => new[] { person.FirstName, person.LastName, person.Username }).OfType<string>().Append("Person 5");

    /// <summary>What the processes of a service printed so far.</summary>
    public string OutputOf(string project) => string.Join('\n', _processes.Where(entry => entry.Project == project).Select(entry => entry.Process.Output));

    /// <summary>Every line of the processes that tells of an exception or an error.</summary>
    public IEnumerable<string> FaultLines() => _processes.SelectMany(entry => entry.Process.Output.Split('\n'))
        .Where(line => line.Contains("Exception", StringComparison.Ordinal) || line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"@l\":\"Fatal\"", StringComparison.Ordinal));

    /// <summary><c>kill -9</c> of every process of a service.</summary>
    public Task KillAsync(string project) => Task.WhenAll(_processes.Where(entry => entry.Project == project).Select(entry => entry.Process.KillAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _processes)
        {
            await process.DisposeAsync();
        }
        Gateway.Dispose();
        Chats.Http.Dispose();
        await _emulator.DisposeAsync();
        await Platform.DisposeAsync();
        await Redis.DisposeAsync();
        await Broker.DisposeAsync();
        PrintedOutput.Keep(_processes);
        new PrintedOutput(Errors, Secrets).Check([.. _processes.Select(entry => entry.Process).Except(_released)]);
    }

    private static Dictionary<string, string> LiftedLimits => new()
    {
        ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0",
        ["SENDER_PRIVATE_INTERVAL_MS"] = "0",
        ["SENDER_GROUP_INTERVAL_MS"] = "0",
        ["SENDER_GROUP_PER_MINUTE"] = "0",
    };
}
