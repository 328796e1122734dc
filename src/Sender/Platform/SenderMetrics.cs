using System.Diagnostics.Metrics;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>The Sender's own figures. No tag holds a chat, a message or the token.</summary>
public sealed class SenderMetrics : IDisposable
{
    public const string MeterName = "PhStudio.Messaging.Sender";

    private readonly Meter _meter;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _rateLimited;
    private readonly Counter<long> _deferred;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _refusedAgain;

    /// <summary>Makes the instruments.</summary>
    /// <param name="requestsAllowed">Requests a second that the bot may make, beside which the rate of <c>sender.answers</c> over all Senders stands; null where it has no limit.</param>
    public SenderMetrics(double? requestsAllowed = null)
    {
        // The scope tells apart the meters of two Senders in one process, as tests start them.
        _meter = new Meter(MeterName, version: null, tags: null, scope: this);
        _answers = _meter.CreateCounter<long>("sender.answers", description: "Answers of Telegram by outcome.");
        _rateLimited = _meter.CreateCounter<long>("sender.rate_limited", description: "429 answers by the bucket that they closed.");
        _deferred = _meter.CreateCounter<long>("sender.deferred", description: "Messages that gave their place back because their chat must wait, by priority.");
        _settled = _meter.CreateCounter<long>("sender.messages", description: "Messages by what became of them.");
        _refusedAgain = _meter.CreateCounter<long>("sender.refused_again", description: "Calls that Telegram refused for a message that it had refused before.");
        _fallbacks = _meter.CreateCounter<long>("sender.redis_away", description: "Decisions made without Redis, by subject.");
        // What an alert counts (infra/observability/rules.yaml) is there from the start: a series that began at 1 would have risen by nothing.
        BeginAtZero(_settled, "how", "sent", "failed", "expired", "unknown");
        BeginAtZero(_rateLimited, "bucket", "bot", "chat");
        BeginAtZero(_fallbacks, "subject", "chats", "circuit", "clearance", "ledger", "limiter", "message-states", "photo-files");
        if (requestsAllowed is { } allowed)
        {
            _meter.CreateObservableGauge("sender.requests_allowed", () => allowed, "{request}/s", "Requests a second that the bot may make.");
        }
    }

    public void Answered(TelegramOutcome outcome) => _answers.Add(1, new KeyValuePair<string, object?>("outcome", outcome.GetType().Name));

    /// <summary>Telegram answered 429, which closed the bucket <c>bot</c> or <c>chat</c>.</summary>
    public void RateLimited(string bucket) => _rateLimited.Add(1, new KeyValuePair<string, object?>("bucket", bucket));

    /// <summary>A message left to come back later.</summary>
    public void Deferred(Priority priority) => _deferred.Add(1, new KeyValuePair<string, object?>("priority", Routes.RoutingKey(priority)));

    /// <summary>A message came to its end: <c>sent</c>, <c>failed</c>, <c>expired</c> or <c>unknown</c>.</summary>
    public void Settled(string how) => _settled.Add(1, new KeyValuePair<string, object?>("how", how));

    /// <summary>Telegram refused a message again.</summary>
    public void RefusedAgain() => _refusedAgain.Add(1);

    /// <summary>Redis did not answer and this process decided by itself.</summary>
    public void WithoutRedis(string subject) => _fallbacks.Add(1, new KeyValuePair<string, object?>("subject", subject));

    /// <summary>Shows the circuit: 0 closed, 1 open, 2 half open.</summary>
    public void Watch(Func<int> state) => _meter.CreateObservableGauge("sender.circuit", state, description: "The circuit to Telegram: 0 closed, 1 open, 2 half open.");

    /// <summary>Shows whether something is wrong with Telegram or the bot: 1 while <paramref name="problem"/> names it.</summary>
    public void WatchTelegram(Func<string?> problem) =>
        _meter.CreateObservableGauge("sender.telegram_problem", () => problem() is null ? 0 : 1, description: "1 while Telegram refuses the bot, does not answer it, or the circuit is open, else 0.");

    /// <summary>Shows for how long the oldest message in hand waits, by lane; 0 where there is none.</summary>
    /// <param name="lanes">When the oldest of each lane was ordered.</param>
    /// <param name="time">The clock.</param>
    public void WatchLanes(Func<IReadOnlyDictionary<Priority, DateTimeOffset>?> lanes, TimeProvider time) =>
        _meter.CreateObservableGauge("sender.oldest_age", unit: "s", description: "For how long the oldest message waits that this Sender took, by lane.", observeValues: () =>
        {
            var (oldest, now) = (lanes(), time.GetUtcNow());
            return Enum.GetValues<Priority>().Select(lane => new Measurement<double>(
                oldest is not null && oldest.TryGetValue(lane, out var since) && since < now ? (now - since).TotalSeconds : 0, new KeyValuePair<string, object?>("lane", Routes.RoutingKey(lane))));
        });

    /// <summary>Shows what Telegram said last of the webhook: how many updates wait there, and how long ago it could not deliver one. Nothing while the bot polls.</summary>
    public void WatchWebhook(Func<WebhookInfo?> told, TimeProvider time)
    {
        _meter.CreateObservableGauge("sender.webhook_pending", unit: "{update}", description: "Updates that wait at Telegram for the webhook.", observeValues: () =>
            told() is { Url.Length: > 0 } info ? [new Measurement<long>(info.PendingUpdateCount)] : (IEnumerable<Measurement<long>>)[]);
        _meter.CreateObservableGauge("sender.webhook_error_age", unit: "s", description: "How long ago Telegram last could not deliver an update to the webhook.", observeValues: () =>
            told() is { Url.Length: > 0, LastErrorDate: { } at } ? [new Measurement<double>((time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(at)).TotalSeconds)] : (IEnumerable<Measurement<double>>)[]);
    }

    /// <summary>Shows for how long the certificates of servers are valid.</summary>
    public void WatchCertificates(Func<IEnumerable<(string Server, TimeSpan Left)>> certificates) =>
        _meter.CreateObservableGauge("sender.certificate_expires_in", unit: "s", description: "Until the certificate of a server ends, by server; negative afterwards.", observeValues: () =>
            certificates().Select(known => new Measurement<double>(known.Left.TotalSeconds, new KeyValuePair<string, object?>("server", known.Server))));

    public void Dispose() => _meter.Dispose();

    private static void BeginAtZero(Counter<long> counter, string tag, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            counter.Add(0, new KeyValuePair<string, object?>(tag, value));
        }
    }
}
