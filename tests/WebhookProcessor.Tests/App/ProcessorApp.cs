using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.WebhookProcessor.Tests.App;

/// <summary>The whole WebhookProcessor as its Program composes it, with whatever settings a test gives it; what it publishes is kept.</summary>
public sealed class ProcessorApp : IAsyncDisposable
{
    public const string Key = "a-signing-key-of-at-least-32-characters";
    public const string StaffChat = "-1001";
    private readonly WebApplication _app;
    private bool _polls;

    private ProcessorApp(WebApplication app, ErrorLines errors) => (_app, Errors) = (app, errors);

    public IServiceProvider Services => _app.Services;

    /// <summary>Calls the Gateway in this host.</summary>
    public HttpClient Client() => _app.GetTestClient();

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    /// <summary>What it logs as an error, which the test has to name.</summary>
    public ErrorLines Errors { get; }

    public LogLines Lines => _app.Services.GetRequiredService<LogLines>();

    public static Task<ProcessorApp> StartAsync(Action<IBusRegistrationConfigurator>? consumers = null, params (string Name, string? Value)[] settings) =>
        StartAsync(withGateway: false, consumers, settings);

    /// <summary>With a clock that the test moves.</summary>
    public static Task<ProcessorApp> StartAtAsync(TimeProvider clock, params (string Name, string? Value)[] settings) =>
        StartAsync(withGateway: false, consumers: null, settings, clock);

    /// <summary>With a clock that the test moves, and stand-ins of other services.</summary>
    public static Task<ProcessorApp> StartAtAsync(TimeProvider clock, Action<IBusRegistrationConfigurator> consumers, params (string Name, string? Value)[] settings) => StartAsync(withGateway: false, consumers, settings, clock);

    /// <summary>With the Gateway in the same host, as Standalone composes it.</summary>
    public static Task<ProcessorApp> StartWithGatewayAsync(params (string Name, string? Value)[] settings) => StartWithGatewayAsync(bus => bus.AddConsumer<KnownBot>(), settings);

    /// <summary>The same, with stand-ins of other services.</summary>
    public static Task<ProcessorApp> StartWithGatewayAsync(Action<IBusRegistrationConfigurator> consumers, params (string Name, string? Value)[] settings) =>
        StartAsync(withGateway: true, consumers, [("GATEWAY_API_KEY", "a-key-of-the-tests-of-decisions"), .. settings]);

    private static async Task<ProcessorApp> StartAsync(bool withGateway, Action<IBusRegistrationConfigurator>? consumers, (string Name, string? Value)[] settings, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TELEGRAM_CHAT_ID"] = StaffChat,
            ["SERVICES_SECRET"] = "q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94-sDf6-Gh3j",
            ["CALLBACK_SIGNING_KEY"] = Key,
            ["EPHEMERAL"] = "off", // The tests of what one person alone is shown turn it on.
            ["REJECT_REASONS"] = "none", // One press decides, whichever it is; the tests of reasons set some.
        }.Concat(settings.Select(s => KeyValuePair.Create(s.Name, s.Value))).GroupBy(s => s.Key).ToDictionary(s => s.Key, s => s.Last().Value));
        builder.WebHost.UseTestServer();
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }
        builder.AddServiceDefaults("webhook-processor");
        if (withGateway)
        {
            builder.AddGateway();
        }
        builder.AddWebhookProcessor();
        builder.AddMessageBus(bus =>
        {
            if (withGateway)
            {
                bus.AddGatewayConsumers();
            }
            bus.AddWebhookProcessorConsumers();
            bus.AddConsumer<Spy, SpyDefinition>();
            consumers?.Invoke(bus);
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<LogLines>();
        builder.Services.AddSingleton<Seen>();
        builder.Services.AddSingleton<ILoggerProvider>(s => s.GetRequiredService<LogLines>());
        var errors = new ErrorLines();
        builder.Services.AddSingleton<ILoggerProvider>(errors);

        var app = new ProcessorApp(builder.Build(), errors);
        app._app.MapServiceDefaults();
        if (withGateway)
        {
            app._app.MapGateway();
        }
        Assert.Empty(app.Services.GetRequiredService<Settings>().Problems);
        await app._app.StartAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, timeout.Token);
        return app;
    }

    /// <summary>What arrived at the other services so far; the same id twice counts twice.</summary>
    public IReadOnlyList<T> Published<T>()
        where T : class => [.. Services.GetRequiredService<Seen>().Messages.OfType<T>()];

    /// <summary>Forgets what arrived so far.</summary>
    public void Forget()
    {
        Services.GetRequiredService<Seen>().Messages.Clear();
        Services.GetRequiredService<Seen>().Ids.Clear();
    }

    public Task<T> PublishesAsync<T>(Func<T, bool> which, string awaited)
        where T : class => Eventually.GetAsync(awaited, () => Task.FromResult(Published<T>().FirstOrDefault(which)), found => found is not null)!;

    /// <summary>From now on <see cref="AskAsync"/> brings presses as long polling does.</summary>
    public ProcessorApp Updated(bool byPolling)
    {
        _polls = byPolling;
        return this;
    }

    /// <summary>Brings an update as the Gateway does, as a request; or, where updates are polled, publishes it and waits for what the Sender is to answer.</summary>
    public async Task<UpdateAnswered> AskAsync(string raw)
    {
        if (!_polls)
        {
            return (await Bus.CreateRequestClient<TelegramPressReceived>(RequestTimeout.After(s: 20)).GetResponse<UpdateAnswered>(Pressed(raw))).Message;
        }

        var query = JsonDocument.Parse(raw).RootElement.GetProperty("callback_query").GetProperty("id").GetString();
        var before = Answers().Count;
        await Bus.Publish(Pressed(raw));
        await Eventually.TrueAsync($"the answer to {query}", () => Answers().Count > before);
        var answer = Answers()[^1];
        return new UpdateAnswered { CallbackQueryId = answer.CallbackQueryId, Text = answer.Text, ShowAlert = answer.ShowAlert };

        List<AnswerCallback> Answers() => [.. Published<AnswerCallback>().Where(a => a.CallbackQueryId == query)];
    }

    /// <summary>Brings an update as long polling does: published.</summary>
    public Task BringAsync(string raw) => raw.Contains("\"callback_query\"", StringComparison.Ordinal) ? Bus.Publish(Pressed(raw)) : Bus.Publish(Received(raw));

    public async Task<BookingState?> StateAsync(string bookingId)
    {
        var answer = await Bus.CreateRequestClient<GetBooking>(RequestTimeout.After(s: 20)).GetResponse<BookingState, BookingNotFound>(new GetBooking { BookingId = bookingId });
        return answer.Is(out Response<BookingState>? state) ? state.Message : null;
    }

    /// <summary>Puts a booking before the staff and gives the order that carries its buttons.</summary>
    public async Task<SendMessage> BookAsync(BookingCreated booking)
    {
        await Bus.Publish(booking);
        return await PublishesAsync<SendMessage>(m => m.BookingId == booking.BookingId, $"the question of booking {booking.BookingId}");
    }

    /// <summary>Stops as a process is stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Errors.Check();
    }

    private TelegramPressReceived Pressed(string raw) => new() { Raw = raw, ReceivedAt = Services.GetRequiredService<TimeProvider>().GetUtcNow() };

    private TelegramUpdateReceived Received(string raw) => new() { Raw = raw, ReceivedAt = Services.GetRequiredService<TimeProvider>().GetUtcNow() };
}
