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

    private readonly VirtualHost _broker;
    private readonly RedisServer _redis;
    private readonly ServiceProcess _telegram;
    private readonly WebApplication _publisher;
    private readonly HttpClient _control;
    private readonly List<ServiceProcess> _senders = [];

    private Field(VirtualHost broker, RedisServer redis, ServiceProcess telegram, WebApplication publisher)
    {
        (_broker, _redis, _telegram, _publisher) = (broker, redis, telegram, publisher);
        _control = new HttpClient { BaseAddress = new Uri(telegram.Address, "/emulator/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public string BrokerUrl => _broker.Url;

    public Uri Telegram => _telegram.Address;

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
        await Eventually.TrueAsync("the emulator", field.AnswersAsync);
        return field;
    }

    /// <summary>Starts one Sender and waits until it is ready.</summary>
    public async Task<ServiceProcess> StartSenderAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var environment = new Dictionary<string, string>
        {
            ["RABBITMQ_URL"] = _broker.Url,
            ["REDIS_URL"] = _redis.Url,
            ["TELEGRAM_BOT_TOKEN"] = Token,
            ["TELEGRAM_API_BASE_URL"] = _telegram.Address.ToString(),
            ["LOG_LEVEL"] = "Error",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        var sender = ServiceProcess.Start("Sender", environment);
        _senders.Add(sender);
        return await sender.ReadyAsync();
    }

    public async Task AddPeopleAsync(long first, int count) =>
        (await _control.PostAsJsonAsync("chats", new { private_chats = count, first_id = first })).EnsureSuccessStatusCode();

    public async Task AddGroupAsync(long id) => (await _control.PostAsJsonAsync("chats", new { id, title = "Group" })).EnsureSuccessStatusCode();

    public async Task FaultAsync(object fault) => (await _control.PostAsJsonAsync("faults", fault)).EnsureSuccessStatusCode();

    public async Task ForgetAsync() => (await _control.DeleteAsync("requests")).EnsureSuccessStatusCode();

    public Task PublishAsync(long chat, Priority priority = Priority.Normal) => _publisher.Services.GetRequiredService<IBus>().Publish(new SendMessage
    {
        MessageId = NewId.NextGuid(), ChatId = chat.ToString(), Text = "Hello from the benchmark", Priority = priority, CreatedAt = TimeProvider.System.GetUtcNow(),
    });

    public Task PublishAllAsync(IEnumerable<long> chats, Priority priority = Priority.Normal) =>
        Parallel.ForEachAsync(chats, new ParallelOptions { MaxDegreeOfParallelism = 200 }, async (chat, _) => await PublishAsync(chat, priority));

    /// <summary>The accepted messages, oldest first.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, long Chat)>> SendsAsync() =>
        [.. (await _control.GetFromJsonAsync<List<JsonElement>>("requests/sends"))!.Select(sent => (sent.GetProperty("at").GetDateTimeOffset(), sent.GetProperty("chat_id").GetInt64()))];

    public async Task<long> AcceptedAsync() => (await RequestsAsync()).GetProperty("accepted_sends").GetInt64();

    public async Task<long> RateLimitedAsync() =>
        (await RequestsAsync()).GetProperty("methods").TryGetProperty("sendMessage", out var counts) && counts.TryGetProperty("429", out var count) ? count.GetInt64() : 0;

    /// <summary>Waits until so many were accepted.</summary>
    public Task UntilAcceptedAsync(long count, TimeSpan timeout) => Eventually.GetAsync($"{count} accepted messages", SlowlyAsync, accepted => accepted >= count, timeout);

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
        {
            await sender.DisposeAsync();
        }

        await _publisher.StopAsync();
        await _publisher.DisposeAsync();
        _control.Dispose();
        await _telegram.DisposeAsync();
        await _redis.DisposeAsync();
        await _broker.DisposeAsync();
    }

    /// <summary>Asking costs the emulator time that it should have for the messages.</summary>
    private async Task<long> SlowlyAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        return await AcceptedAsync();
    }

    private Task<JsonElement> RequestsAsync() => _control.GetFromJsonAsync<JsonElement>("requests");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await _control.GetAsync("settings")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
