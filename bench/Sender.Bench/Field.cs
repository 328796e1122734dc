using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.Sender.Bench;

/// <summary>One row's own world: a fresh broker, a fresh Redis, an emulator as a process, a publisher, and as many Senders as are started.</summary>
internal sealed class Field : IAsyncDisposable
{
    private const string Token = "7000000001:EmulatorDemoTokenThatOpensNothingElse";

    private readonly VirtualHost broker;
    private readonly RedisServer redis;
    private readonly ServiceProcess telegram;
    private readonly WebApplication publisher;
    private readonly HttpClient control;
    private readonly List<ServiceProcess> senders = [];

    private Field(VirtualHost broker, RedisServer redis, ServiceProcess telegram, WebApplication publisher)
    {
        (this.broker, this.redis, this.telegram, this.publisher) = (broker, redis, telegram, publisher);
        control = new HttpClient { BaseAddress = new Uri(telegram.Address, "/emulator/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public string BrokerUrl => broker.Url;

    public Uri Telegram => telegram.Address;

    public static async Task<Field> CreateAsync(bool limits)
    {
        var host = await VirtualHost.CreateAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["RABBITMQ_URL"] = host.Url, ["LOG_LEVEL"] = "Error" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.AddServiceDefaults("bench");
        builder.AddMessageBus(_ => { });
        var bus = builder.Build();
        await bus.StartAsync();
        await bus.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));

        var emulator = ServiceProcess.Start("TelegramEmulator", new Dictionary<string, string> { ["EMULATOR_LIMITS"] = limits ? "on" : "off", ["Logging__LogLevel__Default"] = "Warning" });
        var field = new Field(host, await RedisServer.StartAsync(), emulator, bus);
        await Eventually.True("the emulator", field.AnswersAsync);
        return field;
    }

    /// <summary>Starts one Sender and waits until it is ready.</summary>
    public async Task<ServiceProcess> StartSenderAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var environment = new Dictionary<string, string>
        {
            ["RABBITMQ_URL"] = broker.Url,
            ["REDIS_URL"] = redis.Url,
            ["TELEGRAM_BOT_TOKEN"] = Token,
            ["TELEGRAM_API_BASE_URL"] = telegram.Address.ToString(),
            ["LOG_LEVEL"] = "Error",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        var sender = ServiceProcess.Start("Sender", environment);
        senders.Add(sender);
        return await sender.ReadyAsync();
    }

    public async Task AddPeopleAsync(long first, int count) =>
        (await control.PostAsJsonAsync("chats", new { private_chats = count, first_id = first })).EnsureSuccessStatusCode();

    public async Task AddGroupAsync(long id) => (await control.PostAsJsonAsync("chats", new { id, title = "Group" })).EnsureSuccessStatusCode();

    public async Task FaultAsync(object fault) => (await control.PostAsJsonAsync("faults", fault)).EnsureSuccessStatusCode();

    public async Task ForgetAsync() => (await control.DeleteAsync("requests")).EnsureSuccessStatusCode();

    public Task PublishAsync(long chat, Priority priority = Priority.Normal) => publisher.Services.GetRequiredService<IBus>().Publish(new SendMessage
    {
        MessageId = NewId.NextGuid(), ChatId = chat.ToString(), Text = "Hello from the benchmark", Priority = priority, CreatedAt = TimeProvider.System.GetUtcNow(),
    });

    public Task PublishAllAsync(IEnumerable<long> chats, Priority priority = Priority.Normal) =>
        Parallel.ForEachAsync(chats, new ParallelOptions { MaxDegreeOfParallelism = 200 }, async (chat, _) => await PublishAsync(chat, priority));

    /// <summary>The accepted messages, oldest first.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, long Chat)>> SendsAsync() =>
        [.. (await control.GetFromJsonAsync<List<JsonElement>>("requests/sends"))!.Select(sent => (sent.GetProperty("at").GetDateTimeOffset(), sent.GetProperty("chat_id").GetInt64()))];

    public async Task<long> AcceptedAsync() => (await RequestsAsync()).GetProperty("accepted_sends").GetInt64();

    public async Task<long> RateLimitedAsync() =>
        (await RequestsAsync()).GetProperty("methods").TryGetProperty("sendMessage", out var counts) && counts.TryGetProperty("429", out var count) ? count.GetInt64() : 0;

    /// <summary>Waits until so many were accepted.</summary>
    public Task UntilAcceptedAsync(long count, TimeSpan patience) => Eventually.Get($"{count} accepted messages", Slowly, accepted => accepted >= count, patience);

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in senders)
        {
            await sender.DisposeAsync();
        }

        await publisher.StopAsync();
        await publisher.DisposeAsync();
        control.Dispose();
        await telegram.DisposeAsync();
        await redis.DisposeAsync();
        await broker.DisposeAsync();
    }

    /// <summary>Asking costs the emulator time that it should have for the messages.</summary>
    private async Task<long> Slowly()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        return await AcceptedAsync();
    }

    private Task<JsonElement> RequestsAsync() => control.GetFromJsonAsync<JsonElement>("requests");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await control.GetAsync("settings")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
