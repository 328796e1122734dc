using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>What the library measures under one tag, "queue" or "saga", so that tests that run at the same time do not meet.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<Measurement> _taken = new();
    private readonly MeterListener _listener = new();

    public Measurements(string tag, string value)
    {
        _listener.InstrumentPublished = (instrument, me) =>
        {
            if (instrument.Meter.Name == RedisIntegrationTelemetry.Name)
            {
                me.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, number, tags, _) => Take(instrument, number, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, number, tags, _) => Take(instrument, number, tags));
        _listener.Start();

        void Take(Instrument instrument, double number, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary(pair => pair.Key, pair => pair.Value?.ToString(), StringComparer.Ordinal);
            if (all.GetValueOrDefault(tag) == value)
            {
                _taken.Enqueue(new Measurement(instrument.Name, number, all));
            }
        }
    }

    /// <summary>All values of one instrument, in the order in which they were taken; only those with this tag, when one is given.</summary>
    public IReadOnlyList<double> Of(string instrument, string? tag = null, string? value = null) =>
        [.. _taken.Where(m => m.Instrument == instrument && (tag is null || m.Tags.GetValueOrDefault(tag) == value)).Select(m => m.Value)];

    /// <summary>The last value of a gauge, read now.</summary>
    public double? Gauge(string instrument)
    {
        _listener.RecordObservableInstruments();
        return Of(instrument) is { Count: > 0 } values ? values[^1] : null;
    }

    public void Dispose() => _listener.Dispose();

    private sealed record Measurement(string Instrument, double Value, Dictionary<string, string?> Tags);
}
