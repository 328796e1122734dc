using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.RedisIntegration.Telemetry;

/// <summary>Metrics of the saga repository; every instrument is tagged with the saga's type.</summary>
internal static class SagaMetrics
{
    private static readonly Counter<long> Loads = RedisIntegrationTelemetry.Meter.CreateCounter<long>(
        "redis.saga.loads", "{load}", "Loads of a saga, by whether it was found");

    private static readonly Counter<long> Conflicts = RedisIntegrationTelemetry.Meter.CreateCounter<long>(
        "redis.saga.conflicts", "{conflict}", "Writes refused because the saga had changed since it was loaded");

    private static readonly Counter<long> LocksLost = RedisIntegrationTelemetry.Meter.CreateCounter<long>(
        "redis.saga.locks_lost", "{lock}", "Locks of the pessimistic mode that were gone before their holder gave them back");

    private static readonly Histogram<double> Duration = RedisIntegrationTelemetry.Meter.CreateHistogram<double>(
        "redis.saga.duration", "s", "Time that Redis took for one load or write of a saga");

    public static void Loaded(string saga, bool found) => Loads.Add(1, new("saga", saga), new("found", found));

    public static void Conflicted(string saga) => Conflicts.Add(1, new KeyValuePair<string, object?>("saga", saga));

    public static void LostLock(string saga) => LocksLost.Add(1, new KeyValuePair<string, object?>("saga", saga));

    public static void Took(string saga, string operation, long started) =>
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("saga", saga), new("operation", operation));

    public static Activity? Span(string saga, string operation, Guid correlationId)
    {
        var activity = RedisIntegrationTelemetry.Source.StartActivity($"{saga} {operation}", ActivityKind.Client);
        activity?.SetTag("db.system", "redis");
        activity?.SetTag("saga.id", correlationId);
        return activity;
    }
}
