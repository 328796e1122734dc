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
/// answer nothing is published again.
/// </summary>
internal sealed partial class RefusedPublishes(TimeProvider time, ILogger<RefusedPublishes> logger) : IFilter<ChannelContext>, ISendObserver, IPublishObserver, IHealthCheck
{
    private static readonly (TimeSpan First, TimeSpan Max) Pauses = (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));

    /// <summary>A refusal counts for so long after the last one. What is published again and again is refused again sooner.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    // When each exchange refused last.
    private readonly Dictionary<string, long> _refused = new(StringComparer.Ordinal);
    private volatile bool _isRefused;
    private volatile IConnection? _connection;
    private TimeSpan _pause;
    private long? _replaced;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var refused = Refused();
        return Task.FromResult(refused.Count > 0
            ? HealthCheckResult.Unhealthy($"the broker refuses what goes to {string.Join(", ", refused)} (basic.nack): is the queue full, or are most of its nodes away?")
            : HealthCheckResult.Healthy("confirmed"));
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

    private static string Exchange(SendContext context) =>
        context.DestinationAddress is { IsAbsoluteUri: true } address ? Uri.UnescapeDataString(address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]) : "an unnamed exchange";

    /// <summary>The broker refused what went to this exchange.</summary>
    internal void NoteRefused(string exchange)
    {
        lock (_gate)
        {
            _refused[exchange] = time.GetTimestamp();
            _isRefused = true;
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

    private IReadOnlyList<string> Refused()
    {
        lock (_gate)
        {
            foreach (var (exchange, at) in _refused.ToArray())
            {
                if (time.GetElapsedTime(at) > Remembered)
                {
                    _refused.Remove(exchange);
                }
            }

            _isRefused = _refused.Count > 0;
            return [.. _refused.Keys.Order(StringComparer.Ordinal)];
        }
    }

    private Task TakenAsync(SendContext context)
    {
        // The usual case costs no lock.
        if (_isRefused)
        {
            NoteTaken(Exchange(context));
        }

        return Task.CompletedTask;
    }

    private async Task FailedAsync(SendContext context, Exception exception)
    {
        if (!IsRefusal(exception))
        {
            return;
        }

        var exchange = Exchange(context);
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

        [LoggerMessage(LogLevel.Information, "The broker accepts publishes again")]
        public static partial void TakenAgain(ILogger logger);
    }
}
