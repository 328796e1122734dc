using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>What one entrant works on: a virtual host of RabbitMQ, a Redis and an emulated Telegram of its own.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Token = "7000000001:EmulatorDemoTokenThatOpensNothingElse";
    public const long FirstChat = 5_000_000;

    private readonly VirtualHost _broker;
    private readonly RedisServer _redis;
    private readonly ServiceProcess _telegram;

    private World(VirtualHost broker, RedisServer redis, ServiceProcess telegram)
    {
        (_broker, _redis, _telegram) = (broker, redis, telegram);
        Http = new HttpClient { BaseAddress = telegram.Address, Timeout = TimeSpan.FromMinutes(5) };
        Chats = new Chats(Http);
    }

    public string RabbitMqUrl => _broker.Url;

    public string RedisUrl => _redis.Url;

    public Uri Telegram => _telegram.Address;

    public HttpClient Http { get; }

    public Chats Chats { get; }

    /// <summary>The servers that an entrant keeps its messages in, for their processor time.</summary>
    public IReadOnlyList<(string Part, int Id)> Servers => int.TryParse(Environment.GetEnvironmentVariable("BENCH_RABBITMQ_PID"), out var rabbit) ? [("Redis", _redis.ProcessId), ("RabbitMQ", rabbit)] : [("Redis", _redis.ProcessId)];

    public static async Task<World> CreateAsync()
    {
        var emulator = ServiceProcess.Start("TelegramEmulator", new Dictionary<string, string> { ["EMULATOR_LIMITS"] = "off", ["Logging__LogLevel__Default"] = "Warning" });
        var world = new World(await VirtualHost.CreateAsync(), await RedisServer.StartAsync(), emulator);
        await Eventually.TrueAsync("the emulator", world.AnswersAsync);
        return world;
    }

    /// <summary>Resident memory of the broker; 0 where its process is not known.</summary>
    public double BrokerMegabytes => Usage.Megabytes(Servers.Where(server => server.Part == "RabbitMQ").Select(server => server.Id));

    /// <summary>What Redis holds.</summary>
    public async Task<double> RedisMegabytesAsync() => double.Parse(await _redis.InfoAsync("used_memory"), CultureInfo.InvariantCulture) / 1e6;

    /// <summary>Private chats of people who started the bot, from <see cref="FirstChat"/> on.</summary>
    public async Task AddPeopleAsync(int count) =>
        (await Http.PostAsJsonAsync("/emulator/chats", new { private_chats = count, first_id = FirstChat })).EnsureSuccessStatusCode();

    public async Task ForgetAsync() => (await Http.DeleteAsync("/emulator/requests")).EnsureSuccessStatusCode();

    /// <summary>Waits until so many messages were accepted; returns when each was, the oldest first.</summary>
    /// <param name="count">So many.</param>
    /// <param name="pause">Between two looks. Default: 300 ms. Asking costs the emulator time that the messages should have.</param>
    public Task<List<DateTimeOffset>> AcceptedAsync(int count, TimeSpan? pause = null) =>
        Eventually.GetAsync($"{count} accepted messages", () => SendsAsync(pause ?? TimeSpan.FromMilliseconds(300)), sends => sends.Count >= count, TimeSpan.FromHours(1));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _telegram.DisposeAsync();
        await _redis.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private async Task<List<DateTimeOffset>> SendsAsync(TimeSpan pause)
    {
        await Task.Delay(pause);
        return (await Http.GetFromJsonAsync<List<JsonElement>>("/emulator/requests/sends"))!.ConvertAll(sent => sent.GetProperty("at").GetDateTimeOffset());
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await Http.GetAsync("/emulator/settings")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
