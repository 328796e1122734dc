using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Support;

/// <summary>A bot's webhook: remembers what came and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Delivery> _deliveries = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>How an update is answered. Default: 200 with nothing in it.</summary>
    public Func<Delivery, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public string Url => $"{_app.Urls.Single()}/webhook";

    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    public static async Task<WebhookReceiver> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Urls.Add("http://127.0.0.1:0");
        receiver._app.MapPost("/webhook", async (HttpContext http) =>
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body);
            var delivery = new Delivery(document.RootElement.Clone(), http.Request.Headers["X-Telegram-Bot-Api-Secret-Token"].ToString(), (clock ?? TimeProvider.System).GetUtcNow());
            receiver._deliveries.Enqueue(delivery);
            await receiver.Answer(delivery, http);
        });
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public Task ArrivedAsync(int count) => Eventually.TrueAsync($"{count} deliveries at the webhook, there are {_deliveries.Count}", () => _deliveries.Count >= count);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

internal sealed record Delivery(JsonElement Update, string Secret, DateTimeOffset At)
{
    public int UpdateId => Update.GetProperty("update_id").GetInt32();

    public string? Text => Update.GetProperty("message").GetProperty("text").GetString();

    public string? Data => Update.GetProperty("callback_query").GetProperty("data").GetString();

    public string? QueryId => Update.GetProperty("callback_query").GetProperty("id").GetString();
}
