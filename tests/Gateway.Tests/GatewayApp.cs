using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The whole Gateway on a port of its own; the other services are played by <see cref="Others"/>.</summary>
internal sealed class GatewayApp : IAsyncDisposable
{
    public const string Key = "a-key-of-the-tests";
    public const string Secret = "webhook_secret-1";

    private readonly WebApplication _app;

    private GatewayApp(WebApplication app, Others others, ErrorLines errors)
    {
        _app = app;
        Others = others;
        Errors = errors;
        Http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        Http.DefaultRequestHeaders.Add("X-Api-Key", Key);
    }

    public HttpClient Http { get; }

    public Others Others { get; }

    /// <summary>What it logs as an error, which the test has to name.</summary>
    public ErrorLines Errors { get; }

    /// <summary>Every route that is mapped.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public IServiceProvider Services => _app.Services;

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    public static async Task<GatewayApp> StartAsync(string? rabbitMq = null, string? redis = null, bool alone = false, Action<IServiceCollection>? services = null, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)))
        {
            ["RABBITMQ_URL"] = rabbitMq,
            ["REDIS_URL"] = redis,
            ["LOG_LEVEL"] = settings.FirstOrDefault(setting => setting.Name == "LOG_LEVEL").Value ?? "Error",
            ["GATEWAY_API_KEY"] = Key,
            ["TELEGRAM_WEBHOOK_SECRET"] = Secret,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("gateway");
        builder.AddGateway();
        var others = new Others();
        builder.Services.AddSingleton(others);
        var errors = new ErrorLines();
        builder.Services.AddSingleton<ILoggerProvider>(errors);
        services?.Invoke(builder.Services);
        builder.AddMessageBus(bus =>
        {
            bus.AddGatewayConsumers();
            if (!alone)
            {
                bus.AddOthers();
            }
        });
        var app = builder.Build();
        Assert.Empty(builder.Settings().Problems);
        app.MapServiceDefaults();
        app.MapGateway();
        await app.StartAsync();
        Assert.Equal(BusHealthStatus.Healthy, await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60)));
        return new GatewayApp(app, others, errors);
    }

    /// <summary>What a start with these settings would be refused for.</summary>
    public static IReadOnlyList<string> Problems(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))) { ["TELEGRAM_WEBHOOK_SECRET"] = Secret });
        builder.AddServiceDefaults("gateway");
        builder.AddGateway();
        return builder.Settings().Problems;
    }

    /// <summary>Calls with this key from now on.</summary>
    public void UseKey(string key)
    {
        Http.DefaultRequestHeaders.Remove("X-Api-Key");
        Http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string json, string? secret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        if (secret is not null)
        {
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        return await SendAsync(request);
    }

    public async Task<(int Status, JsonElement Body)> PatchAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        return await SendAsync(request);
    }

    public async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Errors.Check();
    }
}
