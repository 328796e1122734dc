using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.TestKit;

/// <summary>The spans and the measurements that the code of a test makes on its own thread; what other tests do meanwhile is not among them.</summary>
public sealed class ThreadTelemetry : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _seen = [];
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();

    public ThreadTelemetry()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => Add(span.OperationName),
        };
        ActivitySource.AddActivityListener(_spans);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => Add(instrument.Name));
        _meters.SetMeasurementEventCallback<int>((instrument, _, _, _) => Add(instrument.Name));
        _meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument.Name));
        _meters.Start();
    }

    /// <summary>Their names, in their order.</summary>
    public IReadOnlyList<string> Names => _seen;

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }

    private void Add(string name)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _seen.Add(name);
        }
    }
}
