using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A service of a test's own: nothing but the defaults and the consumers that the test names.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app, ErrorLines errors) => (App, Errors) = (app, errors);

    public WebApplication App { get; }

    /// <summary>What it logs as an error, which the test has to name.</summary>
    public ErrorLines Errors { get; }

    public static async Task<TestHost> StartAsync(string? rabbitMq, Action<IBusRegistrationConfigurator>? consumers = null, Action<IServiceCollection>? services = null,
        Action<WebApplication>? routes = null, string level = "Error", bool untilHealthy = true, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["RABBITMQ_URL"] = rabbitMq, ["LOG_LEVEL"] = level }.Concat(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.AddServiceDefaults("test");
        var errors = new ErrorLines();
        builder.Services.AddSingleton<ILoggerProvider>(errors);
        services?.Invoke(builder.Services);
        builder.AddMessageBus(bus => consumers?.Invoke(bus));
        var app = builder.Build();
        app.MapServiceDefaults();
        routes?.Invoke(app);
        await app.StartAsync();
        if (untilHealthy)
        {
            Assert.Equal(BusHealthStatus.Healthy, await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(60)));
        }

        return new TestHost(app, errors);
    }

    public Task PublishAsync<T>(T message) where T : class => App.Services.GetRequiredService<IBus>().Publish(message, TestContext.Current.CancellationToken);

    /// <summary>Sends to an exchange by its name, as a message is sent whose address was stored.</summary>
    public async Task SendAsync<T>(string exchange, T message) where T : class
    {
        var endpoint = await App.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{exchange}"));
        await endpoint.Send(message, TestContext.Current.CancellationToken);
    }

    /// <summary>What <c>/health/ready</c> says.</summary>
    public Task<HealthReport> ReadyAsync() => App.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Errors.Check();
    }
}
