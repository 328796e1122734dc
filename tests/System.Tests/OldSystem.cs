using System.Globalization;
using System.Net.Http.Json;
using StackExchange.Redis;

namespace PhStudio.Messaging.SystemTests;

/// <summary>A small stand-in of the system before this one: a producer that pushes messages into a list in Redis, and a consumer that takes them and calls Telegram.</summary>
internal sealed class OldSystem : IAsyncDisposable
{
    public const string Queue = "telegram_messages";
    public const string DeadLetters = "telegram_dlq";

    private readonly Cluster _cluster;
    private readonly ConnectionMultiplexer _redis;
    private CancellationTokenSource? _consuming;
    private Task _consumer = Task.CompletedTask;
    private int _pushed;

    private OldSystem(Cluster cluster, ConnectionMultiplexer redis) => (_cluster, _redis) = (cluster, redis);

    public IDatabase Redis => _redis.GetDatabase();

    public int Pushed => _pushed;

    public static async Task<OldSystem> ConnectAsync(Cluster cluster) => new(cluster, await ConnectionMultiplexer.ConnectAsync(cluster.Redis.Address));

    /// <summary>What the producer pushes, in the JSON that Python writes.</summary>
    public static string Json(int number, string text, string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id": "old-{{number}}", "chat_id": {{Cluster.StaffChat}}, "text": "{{text}}", "parse_mode": "HTML", "reply_markup": null, "priority": "MessagePriority.NORMAL", "created_at": "2026-11-30T10:00:00.123456", "retry_count": 0{{more}}}""");

    public static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"Message {number:0000} of {Cluster.Marker}");

    /// <summary>Pushes so many more messages, one after the other.</summary>
    public async Task ProduceAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Redis.ListLeftPushAsync(Queue, Json(_pushed, Text(_pushed)));
            Interlocked.Increment(ref _pushed);
        }
    }

    public void StartConsumer()
    {
        _consuming = new CancellationTokenSource();
        _consumer = ConsumeAsync(_consuming.Token);
    }

    /// <summary>Stops between two messages, as its documentation says.</summary>
    public async Task StopConsumerAsync()
    {
        if (_consuming is not null)
        {
            await _consuming.CancelAsync();
            await _consumer;
            _consuming.Dispose();
            _consuming = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopConsumerAsync();
        await _redis.DisposeAsync();
    }

    private async Task ConsumeAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            // The server waits for a message, as BRPOP does.
            var taken = await Redis.ExecuteAsync("BRPOP", Queue, "0.1");
            if (taken.IsNull)
            {
                continue;
            }

            var message = System.Text.Json.JsonElement.Parse((string)taken[1]!);
            using var answer = await _cluster.Chats.Http.PostAsJsonAsync($"/bot{_cluster.Settings["TELEGRAM_BOT_TOKEN"]}/sendMessage", new { chat_id = message.GetProperty("chat_id").GetInt64(), text = message.GetProperty("text").GetString() }, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
        }
    }
}
