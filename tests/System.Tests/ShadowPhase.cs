using StackExchange.Redis;

namespace PhStudio.Messaging.SystemTests;

/// <summary>The new system beside the old one, as docs/migration.md has it: all three services with <c>SHADOW=true</c>, on a database of Redis and a virtual host of their own, with the bot's own token.</summary>
internal sealed class ShadowPhase : IAsyncDisposable
{
    /// <summary>What stands on the buttons of the old system's cards. It has the last two here, for they would else be a difference of every card.</summary>
    public static readonly string[] OldButtons = ["✅ Подтвердить", "❌ Отклонить", "✍️ С запиской", "⏰ Позже"];

    private const string Database = "/1";

    private readonly VirtualHost _broker;
    private readonly Dictionary<string, string> _settings;
    private readonly List<ServiceProcess> _processes;
    private readonly ConnectionMultiplexer _redis;

    private ShadowPhase(VirtualHost broker, Dictionary<string, string> settings, List<ServiceProcess> processes, ConnectionMultiplexer redis)
    {
        (_broker, _settings, _processes, _redis) = (broker, settings, processes, redis);
        Gateway = new HttpClient { BaseAddress = processes[0].Address };
        Gateway.DefaultRequestHeaders.Add("X-Api-Key", Cluster.ApiKey);
    }

    /// <summary>The second address that the platform posts its bookings to.</summary>
    public HttpClient Gateway { get; }

    public static async Task<ShadowPhase> StartAsync(Cluster cluster)
    {
        var broker = await VirtualHost.CreateAsync();
        var settings = new Dictionary<string, string> { ["SHADOW"] = "true", ["REDIS_URL"] = cluster.Redis.Url + Database, ["RABBITMQ_URL"] = broker.Url, ["BOOKING_CALLBACK_URL"] = "", ["DECISION_EXPIRE_AFTER"] = "0" };
        var processes = new[] { "Gateway", "Sender", "WebhookProcessor" }.Select(service => cluster.Start(service, [.. settings.Select(setting => (setting.Key, setting.Value))])).ToList();
        await Task.WhenAll(processes.Select(process => process.ReadyAsync()));
        return new ShadowPhase(broker, settings, processes, await ConnectionMultiplexer.ConnectAsync(cluster.Redis.Address));
    }

    /// <summary>The card of a booking of <see cref="Bookings.Body"/>, as the old system wrote it.</summary>
    public static string OldCard(string id, int people) => $"""
        🆕 Новая заявка на бронирование

        📸 Услуга: Family session
        📅 Дата: 24.12.2099
        🕐 Время: 10:00, 11:00
        👤 Клиент: <b>{Cluster.Marker} & Co</b>
        📞 Телефон: {Cluster.Phone}
        👥 Гостей: {people} {(people == 4 ? "человека" : "человек")}
        💰 Сумма: 8 000 ₽

        🔖 Заявка {id}
        """;

    /// <summary>How many calls the Sender has noted.</summary>
    public Task<long> NotedAsync() => _redis.GetDatabase(1).StreamLengthAsync("phstudio:sender:shadow");

    /// <summary><c>gateway shadow report FILE</c> on the old system's log.</summary>
    public async Task<(int Code, string Said)> ReportAsync(IEnumerable<string> log)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, log);
            return await RunAsync("report", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary><c>gateway shadow ...</c></summary>
    public async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        // Not one of the cluster's processes: the report quotes texts, which these may not print.
        await using var command = ServiceProcess.Start("Gateway", _settings, ["shadow", .. arguments]);
        return (await command.ExitAsync(), command.Output);
    }

    public Task StopAsync() => Task.WhenAll(_processes.Select(process => process.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        // The cluster disposes of them, for it searches what they printed.
        await Task.WhenAll(_processes.Select(process => process.KillAsync()));
        await _redis.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
