using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>What a Sender has around it: a broker, a Redis and a Telegram of the test's own.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private readonly List<ServiceProcess> _processes = [];

    private Surroundings(VirtualHost broker, RedisServer redis, Emulator telegram) => (Broker, Redis, Telegram) = (broker, redis, telegram);

    /// <summary>What the Senders, and a <see cref="ListenerApp"/> that is given it, log as an error, which the test has to name.</summary>
    public ErrorLines Errors { get; } = new();

    public VirtualHost Broker { get; }

    public RedisServer Redis { get; }

    public Emulator Telegram { get; }

    /// <summary>Starts them.</summary>
    /// <param name="limits">What Telegram limits; null for nothing.</param>
    public static async Task<Surroundings> StartAsync(SendLimits? limits = null) =>
        new(await VirtualHost.CreateAsync(), await RedisServer.StartAsync(), await Emulator.StartAsync(limits));

    /// <summary>A Sender as a process of its own, as it is deployed; ended with the surroundings at the latest.</summary>
    public ServiceProcess StartSender(params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>
        {
            ["RABBITMQ_URL"] = Broker.Url,
            ["REDIS_URL"] = Redis.Url,
            ["TELEGRAM_BOT_TOKEN"] = Telegram.Token,
            ["TELEGRAM_API_BASE_URL"] = Telegram.Address,
            ["TELEGRAM_API_TIMEOUT"] = "3",
            ["LOG_LEVEL"] = "Warning",
        };
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        var process = ServiceProcess.Start("Sender", environment);
        process.Errors = null; // Those of all Senders are looked at together.
        _processes.Add(process);
        return process;
    }

    /// <summary>Waits until Telegram has accepted so many messages.</summary>
    public Task AcceptedAsync(int count) => Eventually.GetAsync($"{count} messages", async () => (await Telegram.SendsAsync()).Count, sent => sent >= count, TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
            Errors.AddOutput(process.Output);
        }

        await Telegram.DisposeAsync();
        await Redis.DisposeAsync();
        await Broker.DisposeAsync();
        Errors.Check();
    }
}
