using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.RedisIntegration.Telemetry;

/// <summary>Metrics of the outbox of consumers and sagas; every instrument is tagged with the start of its keys.</summary>
internal static class OutboxMetrics
{
    private static readonly Histogram<double> Duration = RedisIntegrationTelemetry.Meter.CreateHistogram<double>(
        "redis.outbox.duration", "s", "Time that Redis took for one load, commit or finish of a message");

    private static readonly Counter<long> Repeated = RedisIntegrationTelemetry.Meter.CreateCounter<long>(
        "redis.outbox.repeated", "{message}", "Messages that came again after all was done for them, and were passed over");

    public static void Took(string outbox, string operation, long started) =>
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("outbox", outbox), new("operation", operation));

    public static void CameAgain(string outbox) => Repeated.Add(1, new KeyValuePair<string, object?>("outbox", outbox));

    public static Activity? Span(string operation)
    {
        // MassTransit has an "outbox process" of its own around these.
        var activity = RedisIntegrationTelemetry.Source.StartActivity($"redis outbox {operation}", ActivityKind.Client);
        activity?.SetTag("db.system", "redis");
        return activity;
    }
}
