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

/// <summary>The whole Sender, as its Program makes it, with a listener for what it publishes.</summary>
internal sealed class SenderApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SenderApp(WebApplication app, Told told, ErrorLines errors) => (_app, Told, Errors) = (app, told, errors);

    /// <summary>What the Sender published.</summary>
    public Told Told { get; }

    /// <summary>What it logs as an error, which the test has to name.</summary>
    public ErrorLines Errors { get; }

    public IServiceProvider Services => _app.Services;

    public string Address => _app.Urls.First();

    /// <summary>Starts one; in memory unless a broker and a Redis are given, by the system's clock unless one is.</summary>
    public static async Task<SenderApp> StartAsync(Emulator telegram, IReadOnlyDictionary<string, string?>? settings = null, string? rabbitMq = null, string? redis = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LOG_LEVEL"] = "Error",
            ["RABBITMQ_URL"] = rabbitMq,
            ["REDIS_URL"] = redis,
            ["TELEGRAM_BOT_TOKEN"] = telegram.Token,
            ["TELEGRAM_API_BASE_URL"] = telegram.Address,
            ["TELEGRAM_API_TIMEOUT"] = "5",
            ["SENDER_RETRY_PAUSE"] = "0.05",
            ["SENDER_REDELIVERY_MINUTES"] = "none",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.AddServiceDefaults("sender");
        builder.AddSender();
        var told = new Told();
        builder.Services.AddSingleton(told);
        var errors = new ErrorLines();
        builder.Services.AddSingleton<ILoggerProvider>(errors);
        builder.AddMessageBus(bus =>
        {
            // The brokers of the tests are many, and their Redis is one.
            bus.AddRedisMessageScheduler(scheduler => scheduler.KeyPrefix = "scheduler:" + telegram.Token.Split(':')[0]);
            bus.AddSenderConsumers();
            bus.AddConsumer<ToldConsumer, ToldDefinition>();
        });
        var app = builder.Build();
        app.MapServiceDefaults();
        Assert.Empty(app.Services.GetRequiredService<ServiceDefaults.Configuration.Settings>().Problems);
        await app.StartAsync();
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        return new SenderApp(app, told, errors);
    }

    public Task PublishAsync<T>(T message, Action<PublishContext<T>>? configure = null)
        where T : class => _app.Services.GetRequiredService<IBus>().Publish(message, context => configure?.Invoke(context));

    public async Task<Guid> SendAsync(long chat, string text, Priority priority = Priority.Normal, Func<SendMessage, SendMessage>? change = null)
    {
        var message = new SendMessage { MessageId = Guid.NewGuid(), ChatId = chat.ToString(), Text = text, Priority = priority, CreatedAt = TimeProvider.System.GetUtcNow() };
        message = change?.Invoke(message) ?? message;
        await PublishAsync(message);
        return message.MessageId;
    }

    public Task<Response<TAnswer>> RequestAsync<TQuestion, TAnswer>(TQuestion question)
        where TQuestion : class
        where TAnswer : class => _app.Services.GetRequiredService<IBus>().CreateRequestClient<TQuestion>(RequestTimeout.After(s: 20)).GetResponse<TAnswer>(question);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        // A message is given up with an error, and its failure is told: one without the other is not expected.
        Errors.MayLog(Told.All<MessageFailed>().Select(failed => $"DeliveryFailedException: {failed.Reason}:")).Check();
    }
}
