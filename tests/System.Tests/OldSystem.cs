using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
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
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ConcurrentQueue<string> _log = new();
    private int _pushed;

    private OldSystem(Cluster cluster, ConnectionMultiplexer redis) => (_cluster, _redis) = (cluster, redis);

    public IDatabase Redis => _redis.GetDatabase();

    public int Pushed => _pushed;

    /// <summary>The texts that the producer pushed.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>What the consumer wrote into its log: a line a message that it sent.</summary>
    public IReadOnlyCollection<string> Log => _log;

    public static async Task<OldSystem> ConnectAsync(Cluster cluster) => new(cluster, await ConnectionMultiplexer.ConnectAsync(cluster.Redis.Address));

    /// <summary>What the producer pushes, in the JSON that Python writes.</summary>
    public static string Json(int number, string text, object? markup = null, string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id": "old-{{number}}", "chat_id": {{Cluster.StaffChat}}, "text": {{JsonSerializer.Serialize(text)}}, "parse_mode": "HTML", "reply_markup": {{JsonSerializer.Serialize(markup)}}, "priority": "MessagePriority.NORMAL", "created_at": "2026-11-30T10:00:00.123456", "retry_count": 0{{more}}}""");

    public static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"Message {number:0000} of {Cluster.Marker}");

    /// <summary>Pushes so many more messages, one after the other.</summary>
    public async Task ProduceAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await PushAsync(Text(_pushed));
        }
    }

    /// <summary>Pushes one more message.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="buttons">What stands on its buttons, each in a row of its own.</param>
    public async Task PushAsync(string text, params string[] buttons)
    {
        var markup = buttons.Length == 0 ? null : new { inline_keyboard = buttons.Select(label => new[] { new { text = label, callback_data = $"{label}_{_pushed}" } }) };
        await Redis.ListLeftPushAsync(Queue, Json(_pushed, text, markup));
        _texts.Enqueue(text);
        Interlocked.Increment(ref _pushed);
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

            var message = JsonElement.Parse((string)taken[1]!);
            var call = new[] { "chat_id", "text", "reply_markup" }.Where(name => message.GetProperty(name).ValueKind != JsonValueKind.Null).ToDictionary(name => name, message.GetProperty);
            using var answer = await _cluster.Chats.Http.PostAsJsonAsync($"/bot{_cluster.Settings["TELEGRAM_BOT_TOKEN"]}/sendMessage", call, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            _log.Enqueue($"2026-11-30 10:00:00 INFO sent {JsonSerializer.Serialize(call)} in 0.2 s");
        }
    }
}
