using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway;
using PhStudio.Messaging.Gateway.Operations;
using PhStudio.Messaging.Sender;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.WebConsole.Platform;
using PhStudio.Messaging.WebhookProcessor;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>All services and an emulated Telegram in this process, on ports of their own.</summary>
internal sealed class Studio : IAsyncDisposable
{
    public const string Key = "a-key-of-the-tests";
    public const long Staff = EmulatorOptions.DemoStaffChat;

    private readonly WebApplication _app;
    private readonly WebApplication _emulator;

    private Studio(WebApplication app, WebApplication emulator, ErrorLines errors)
    {
        (_app, _emulator, Errors) = (app, emulator, errors);
        Url = app.Urls.Single();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Http.DefaultRequestHeaders.Add("X-Api-Key", Key);
        Emulator = new HttpClient { BaseAddress = new Uri(emulator.Urls.Single()) };
    }

    public string Url { get; }

    /// <summary>Calls the Gateway as an administrator.</summary>
    public HttpClient Http { get; }

    public HttpClient Emulator { get; }

    /// <summary>What the services log as an error, which the test has to name.</summary>
    public ErrorLines Errors { get; }

    public IServiceProvider Services => _app.Services;

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    public static async Task<Studio> StartAsync(string? rabbitMq = null, string? redis = null, int port = 0, Action<IServiceCollection>? services = null, params (string Name, string Value)[] settings)
    {
        var errors = new ErrorLines();
        var emulator = EmulatorHost.Build([], new EmulatorOptions { Url = "http://127.0.0.1:0", Limits = SendLimits.Off, Logging = logging => logging.AddProvider(errors) });
        await emulator.StartAsync(TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RABBITMQ_URL"] = rabbitMq,
            ["REDIS_URL"] = redis,
            ["LOG_LEVEL"] = "Error",
            ["GATEWAY_API_KEY"] = Key,
            ["TELEGRAM_BOT_TOKEN"] = EmulatorOptions.DemoToken,
            ["TELEGRAM_API_BASE_URL"] = emulator.Urls.Single(),
            ["TELEGRAM_CHAT_ID"] = $"{Staff}",
            ["DEFAULT_LANGUAGE"] = "en",
            ["CALLBACK_SIGNING_KEY"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Settings().AllowsExamples = true;
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.AddServiceDefaults("standalone");
        builder.Services.AddSingleton<ILoggerProvider>(errors);
        builder.AddGateway();
        builder.AddSender();
        builder.AddWebhookProcessor();
        builder.AddMessageBus(bus =>
        {
            bus.AddGatewayConsumers();
            bus.AddSenderConsumers();
            bus.AddWebhookProcessorConsumers();
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        Assert.Empty(builder.Settings().Problems);
        app.MapServiceDefaults();
        app.MapGateway();
        await app.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(BusHealthStatus.Healthy, await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60)));
        return new Studio(app, emulator, errors);
    }

    /// <summary>Hands a booking over and waits until staff have it.</summary>
    public async Task BookAsync(string id, string name = "Anna Petrova", string phone = "+7 900 123-45-67")
    {
        await PostAsync("/bookings", new { id, service = "Family session", date = "2099-12-24", time_slots = new[] { "10:00" }, client_name = name, client_phone = phone, people_count = 4, total_price = 8000 });
        await Eventually.TrueAsync($"staff have {id}", async () => (await GetAsync($"/bookings/{id}")).TryGetProperty("staff_notified_at", out _));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Calls the Gateway as the console does for somebody who is signed in with a key.</summary>
    public async Task<(int Status, string Body)> CallInProcessAsync(string key, string method, string target, string body)
    {
        var gateway = _app.Services.GetRequiredService<WebConsoleGateway>();
        var user = await gateway.SignInAsync(key, new DefaultHttpContext());
        var answer = await gateway.CallAsync(user!.Id, new GatewayCall(method, target, Encoding.UTF8.GetBytes(body)), TestContext.Current.CancellationToken);
        return (answer.Status, Encoding.UTF8.GetString(answer.Body.Span));
    }

    /// <summary>Sends a text to the staff chat so many times, and returns the messages' ids.</summary>
    public async Task<IReadOnlyList<string>> SendAsync(string priority, string text, int times)
    {
        using var answer = await Http.PostAsJsonAsync("/send/batch", new { messages = Enumerable.Range(0, times).Select(_ => new { chat_id = $"{Staff}", text, priority }) }, TestContext.Current.CancellationToken);
        var results = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("results");
        return [.. results.EnumerateArray().Select(result => result.GetProperty("message_id").GetString()!)];
    }

    /// <summary>Makes calls of the Bot API fail.</summary>
    public async Task FaultAsync(object fault)
    {
        using var response = await Emulator.PostAsJsonAsync("/emulator/faults", fault, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>All texts of the staff chat.</summary>
    public async Task<string> ChatAsync() => string.Join('\n', await TextsAsync());

    /// <summary>The text of each message of the staff chat.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync()
    {
        var messages = await Emulator.GetFromJsonAsync<List<JsonElement>>($"/emulator/chats/{Staff}/messages", TestContext.Current.CancellationToken);
        return [.. messages!.Select(message => message.GetProperty("text").GetString()!)];
    }

    /// <summary>Publishes a confirmation that fails.</summary>
    public Task FailAsync(Guid id, string bookingId, string by) =>
        Bus.Publish(new ConfirmBooking { BookingId = bookingId, By = by }, context => context.MessageId = id, TestContext.Current.CancellationToken);

    /// <summary>A key with these roles, as <c>GATEWAY_API_KEYS</c> takes it.</summary>
    public static string Entry(string name, string key, params string[] roles) =>
        $$"""{"name":"{{name}}","hash":"sha256:{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}}","roles":{{JsonSerializer.Serialize(roles)}}}""";

    /// <summary>A browser without a window, as far as cookies go.</summary>
    public HttpClient Visitor() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(Url) };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Emulator.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _emulator.StopAsync();
        await _emulator.DisposeAsync();
        Errors.Check();
    }
}
