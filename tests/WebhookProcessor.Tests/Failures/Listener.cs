using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

/// <summary>Plays platform, Gateway and Sender around a WebhookProcessor that runs as a process of its own.</summary>
public sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ErrorLines _errors;

    private Listener(WebApplication app, ErrorLines errors) => (_app, _errors) = (app, errors);

    public static async Task<Listener> StartAsync(string rabbitMq)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("RABBITMQ_URL", (string?)rabbitMq)]);
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults("listener");
        builder.Services.AddSingleton<Seen>();
        builder.AddMessageBus(bus => bus.AddConsumer<Spy, SpyDefinition>());
        builder.Logging.ClearProviders();
        var errors = new ErrorLines();
        builder.Services.AddSingleton<ILoggerProvider>(errors);
        var app = builder.Build();
        await app.StartAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, timeout.Token);
        return new Listener(app, errors);
    }

    public Task PublishAsync<T>(T message)
        where T : class => _app.Services.GetRequiredService<IBus>().Publish(message);

    public IReadOnlyList<T> Got<T>() => [.. _app.Services.GetRequiredService<Seen>().Messages.OfType<T>()];

    /// <summary>The bus's own ids of what came.</summary>
    public IReadOnlyList<Guid> Ids<T>() => [.. _app.Services.GetRequiredService<Seen>().Ids.Where(m => m.Message is T).Select(m => m.Id)];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _errors.Check();
    }
}
