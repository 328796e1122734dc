using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>Orders messages and hears what becomes of them, and sends nothing itself.</summary>
internal sealed class ListenerApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ListenerApp(WebApplication app, Told told) => (_app, Told) = (app, told);

    public Told Told { get; }

    /// <summary>How many messages came to an end: sent, or waiting for an operator's choice.</summary>
    public int Ended => Told.All<MessageSent>().Select(fact => fact.MessageId)
        .Concat(Told.All<MessageUnknown>().Where(fact => !fact.Resending).Select(fact => fact.MessageId)).Distinct().Count();

    public static async Task<ListenerApp> StartAsync(string rabbitMq)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["LOG_LEVEL"] = "Error", ["RABBITMQ_URL"] = rabbitMq });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.AddServiceDefaults("listener");
        var told = new Told();
        builder.Services.AddSingleton(told);
        builder.AddMessageBus(bus => bus.AddConsumer<ToldConsumer, ToldDefinition>());
        var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        return new ListenerApp(app, told);
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
    }
}
