using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>Orders messages and hears what becomes of them, and sends nothing itself.</summary>
internal sealed class ListenerApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ErrorLines _errors;

    private ListenerApp(WebApplication app, Told told, ErrorLines errors) => (_app, Told, _errors) = (app, told, errors);

    public Told Told { get; }

    /// <summary>How many messages came to an end: sent, or waiting for an operator's choice.</summary>
    public int Ended => Told.All<MessageSent>().Select(fact => fact.MessageId)
        .Concat(Told.All<MessageUnknown>().Where(fact => !fact.Resending).Select(fact => fact.MessageId)).Distinct().Count();

    /// <summary>Starts one.</summary>
    /// <param name="rabbitMq">The broker.</param>
    /// <param name="errors">Takes what it logs as an error, and its caller checks it.</param>
    public static async Task<ListenerApp> StartAsync(string rabbitMq, ErrorLines errors)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["LOG_LEVEL"] = "Error", ["RABBITMQ_URL"] = rabbitMq });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.AddServiceDefaults("listener");
        var told = new Told();
        builder.Services.AddSingleton(told);
        builder.Services.AddSingleton<ILoggerProvider>(errors);
        builder.AddMessageBus(bus => bus.AddConsumer<ToldConsumer, ToldDefinition>());
        var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        return new ListenerApp(app, told, errors);
    }

    public async Task<Guid> SendAsync(long chat, Priority priority, string text = "Hello", IReadOnlyList<string>? photos = null)
    {
        var order = new SendMessage { MessageId = Guid.NewGuid(), ChatId = chat.ToString(), Text = text, Photos = photos, Priority = priority, CreatedAt = TimeProvider.System.GetUtcNow() };
        await _app.Services.GetRequiredService<IBus>().Publish(order);
        return order.MessageId;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        // As in SenderApp: the failure is told, and its error belongs to it.
        _errors.MayLog(Told.All<MessageFailed>().Select(failed => $"DeliveryFailedException: {failed.Reason}:"));
    }
}
