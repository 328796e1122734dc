using MassTransit.RabbitMqTransport;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Gives the bus a new connection when the broker refuses what it publishes (<c>basic.nack</c>). A channel that first publishes to a quorum queue while its
/// leader is being replaced is refused from then on, for as long as the node that died is unavailable, while every other channel is served (docs/masstransit.md 42):
/// only a new channel helps, and the library opens one only with a new connection. A queue that is full by its policy refuses too, which a connection does
/// not help: so the pause between two of them grows. Readiness says what is refused, until that is accepted or was not refused for a while: to the address of one
/// answer nothing is published again. Where the user may not write, or an error queue of our name has other properties, readiness says what to do: no connection helps there.
/// </summary>
internal sealed partial class RefusedPublishes(TimeProvider time, ILogger<RefusedPublishes> logger) : IFilter<ChannelContext>, ISendObserver, IPublishObserver, IHealthCheck
{
    private static readonly (TimeSpan First, TimeSpan Max) Pauses = (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

    /// <summary>A refusal counts for so long after the last one. What is published again and again is refused again sooner.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    // When each exchange refused last; where a new connection does not help the sentence for it, and of an error queue whose it is.
    private readonly Dictionary<string, (long At, string? Sentence, string? Of)> _refused = new(StringComparer.Ordinal);
    private volatile bool _isRefused;
    private volatile IConnection? _connection;
    private TimeSpan _pause;
    private long? _replaced;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var refused = Refused();
        List<string> nacked = [.. refused.Where(one => one.Sentence is null).Select(one => one.Exchange)];
        List<string> sentences =
        [
            .. nacked.Count > 0 ? [$"the broker refuses what goes to {string.Join(", ", nacked)} (basic.nack): is the queue full, or are most of its nodes away?"] : Array.Empty<string>(),
            .. refused.Select(one => one.Sentence).OfType<string>(),
        ];
        return Task.FromResult(sentences.Count > 0 ? HealthCheckResult.Unhealthy(string.Join("; ", sentences)) : HealthCheckResult.Healthy("confirmed"));
    }

    // Every endpoint's channel belongs to the bus's connection.
    public Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        _connection = context.ConnectionContext.Connection;
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("refused-publishes");

    public Task PreSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context) where T : class => TakenAsync(context);

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => FailedAsync(context, exception);

    public Task PrePublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context) where T : class => TakenAsync(context);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => FailedAsync(context, exception);

    internal static bool IsRefusal(Exception? exception) =>
        exception is RabbitMQ.Client.Exceptions.PublishException { IsReturn: false } || (exception is not null and not MessageReturnedException && IsRefusal(exception.InnerException));

    private static string NameOf(Uri? address) => address is { IsAbsoluteUri: true } ? Uri.UnescapeDataString(address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]) : "an unnamed exchange";

    /// <summary>The broker refused what went to this exchange.</summary>
    internal void NoteRefused(string exchange) => Note(exchange, sentence: null, of: null);

    /// <summary>Takes what the broker does not permit, or what has other properties there.</summary>
    /// <returns>False where it is another failure.</returns>
    internal bool NoteForbidden(Exception exception, string? of)
    {
        if (BrokerFailure.NamedRefusal(exception) is not { } refusal)
        {
            return false;
        }

        if (Note(refusal.Name, refusal.Sentence, of))
        {
            Log.Forbidden(logger, refusal.Sentence);
        }

        return true;
    }

    /// <summary>What failed in this queue was moved to its error queue.</summary>
    internal void NoteMoved(string queue)
    {
        // The usual case costs no lock.
        if (!_isRefused)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var moved in _refused.Where(one => one.Value.Of == queue).Select(one => one.Key).ToList())
            {
                _refused.Remove(moved);
            }

            _isRefused = _refused.Count > 0;
        }
    }

    /// <returns>True where that is news.</returns>
    private bool Note(string exchange, string? sentence, string? of)
    {
        lock (_gate)
        {
            var isNews = !_refused.TryGetValue(exchange, out var before) || before.Sentence != sentence;
            // A publish that fails for the same cause does not know the queue.
            _refused[exchange] = (time.GetTimestamp(), sentence, of ?? before.Of);
            _isRefused = true;
            return isNews;
        }
    }

    /// <summary>The broker accepted what went to this exchange.</summary>
    internal void NoteTaken(string exchange)
    {
        lock (_gate)
        {
            if (!_refused.Remove(exchange) || _refused.Count > 0)
            {
                return;
            }

            _isRefused = false;
        }

        Log.TakenAgain(logger);
    }

    private IReadOnlyList<(string Exchange, string? Sentence)> Refused()
    {
        lock (_gate)
        {
            foreach (var (exchange, refused) in _refused.ToArray())
            {
                if (time.GetElapsedTime(refused.At) > RememberedFor)
                {
                    _refused.Remove(exchange);
                }
            }

            _isRefused = _refused.Count > 0;
            return [.. _refused.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value.Sentence))];
        }
    }

    private Task TakenAsync(SendContext context)
    {
        // The usual case costs no lock.
        if (_isRefused)
        {
            NoteTaken(NameOf(context.DestinationAddress));
        }

        return Task.CompletedTask;
    }

    private async Task FailedAsync(SendContext context, Exception exception)
    {
        if (NoteForbidden(exception, of: null) || !IsRefusal(exception))
        {
            return;
        }

        var exchange = NameOf(context.DestinationAddress);
        NoteRefused(exchange);
        if (_connection is { IsOpen: true } connection && MayReplace())
        {
            Log.Replaced(logger, exchange);
            // What waits for its confirmation on it is published again by the caller that waits; each message has its own id.
            await connection.CloseAsync(Constants.ReplySuccess, "the broker refuses what is published", RabbitMqAddress.DeclarationTimeout, abort: true, CancellationToken.None);
        }
    }

    private bool MayReplace()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var since = _replaced is { } last ? time.GetElapsedTime(last, now) : TimeSpan.MaxValue;
            if (since < _pause)
            {
                return false;
            }

            // Old refusals do not count.
            _pause = since > 2 * Pauses.Max ? Pauses.First : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, Pauses.Max.Ticks));
            _replaced = now;
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The broker refuses what is published to {Exchange} (basic.nack): the bus gets a new connection")]
        public static partial void Replaced(ILogger logger, string exchange);

        [LoggerMessage(LogLevel.Error, "Nothing gets through: {Sentence}. It is retried")]
        public static partial void Forbidden(ILogger logger, string sentence);

        [LoggerMessage(LogLevel.Information, "The broker accepts publishes again")]
        public static partial void TakenAgain(ILogger logger);
    }
}
