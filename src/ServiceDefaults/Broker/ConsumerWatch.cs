using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Redis;
using RabbitMQ.Client.Exceptions;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// Detects a missing consumer of this process. After a reconnect the bus can hold a consumer that the broker does not know:
/// messages then wait although everything looks healthy. Every few seconds the broker is asked how many consumers each of our queues has
/// (a passive declaration, on a connection apart from the bus's), and the endpoint's own channel is checked, since other processes may consume from
/// the same queue. Readiness says at once which consumer is missing; one that stays missing is started again.
/// </summary>
internal sealed partial class ConsumerWatch(ConsumerWatchOptions options, TimeProvider time, ILogger<ConsumerWatch> logger) : IHealthCheck
{
    /// <summary>The interval between checks while all is well, and while a consumer is awaited.</summary>
    private static readonly (TimeSpan Well, TimeSpan Awaiting) Intervals = (TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(250));

    private readonly Lock _gate = new();
    private readonly List<WatchedConsumer> _consumers = [];
    private readonly Dictionary<string, string> _told = [];
    private long? _lastLook;

    /// <summary>Time until the next check.</summary>
    public TimeSpan Interval => Consumers().TrueForAll(consumer => consumer.IsAttached) ? Intervals.Well : Intervals.Awaiting;

    /// <summary>Adds an endpoint's consumer.</summary>
    public WatchedConsumer Add(string queue)
    {
        var consumer = new WatchedConsumer(queue, time);
        lock (_gate)
        {
            _consumers.Add(consumer);
        }

        return consumer;
    }

    /// <summary>Asks the broker about each queue, and starts again what has been missing for too long.</summary>
    /// <param name="connection">An open connection that is not the bus's.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>False where a queue that is consumed from is not there.</returns>
    public async Task<bool> LookAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var all = true;
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            foreach (var consumer in Consumers())
            {
                try
                {
                    consumer.Seen((await channel.QueueDeclarePassiveAsync(consumer.Queue, cancellationToken)).ConsumerCount);
                }
                catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
                {
                    // The broker closes the channel with it.
                    await channel.DisposeAsync();
                    channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                    consumer.Seen(null);
                    all = false;
                }

                if (consumer.Refusal is { } refusal && _told.TryAdd(consumer.Queue, refusal))
                {
                    Log.Refused(logger, consumer.Queue, refusal);
                }
                else if (consumer.IsAttached)
                {
                    _told.Remove(consumer.Queue);
                }

                if (consumer.MissingFor >= options.Grace)
                {
                    StartAgain(consumer);
                }
            }
        }
        finally
        {
            await channel.DisposeAsync();
        }

        _lastLook = time.GetTimestamp();
        return all;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = Consumers().Where(consumer => !consumer.IsAttached).OrderBy(consumer => consumer.Queue, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            var refusal = missing.Select(consumer => consumer.Refusal).FirstOrDefault(sentence => sentence is not null);
            return Task.FromResult(HealthCheckResult.Unhealthy($"no consumer of ours on {string.Join(", ", missing.Select(consumer => consumer.Queue))}{(refusal is null ? "" : $": {refusal}")}"));
        }

        // A process without consumers is not watched.
        return Task.FromResult(Consumers().Count == 0 || (_lastLook is { } last && time.GetElapsedTime(last) <= options.MaxAge)
            ? HealthCheckResult.Healthy("attached")
            : HealthCheckResult.Unhealthy("the broker does not say whether our consumers are there"));
    }

    private void StartAgain(WatchedConsumer consumer)
    {
        var (reason, seconds) = (consumer.Reason, (int)consumer.MissingFor.TotalSeconds);
        if (consumer.StartAgain())
        {
            Log.StartedAgain(logger, consumer.Queue, seconds, reason);
        }
    }

    private List<WatchedConsumer> Consumers()
    {
        lock (_gate)
        {
            return [.. _consumers];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Nothing is consumed from {Queue}: {Sentence}. It is retried, less and less often")]
        public static partial void Refused(ILogger logger, string queue, string sentence);

        [LoggerMessage(LogLevel.Warning, "The consumer of {Queue} has been missing for {Seconds} s ({Reason}): it is started again")]
        public static partial void StartedAgain(ILogger logger, string queue, int seconds, string reason);
    }
}
