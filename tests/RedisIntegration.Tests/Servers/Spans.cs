using System.Collections.Concurrent;
using System.Diagnostics;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>A trace that the test begins, and the library's spans that ended in it.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivitySource _source = new("test");
    private readonly ActivityListener _listener;
    private readonly Activity _root;

    public Spans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _root = _source.StartActivity("press")!;
    }

    public ActivityTraceId TraceId => _root.TraceId;

    public IReadOnlyList<Activity> Ours =>
        [.. _ended.Where(activity => activity.TraceId == TraceId && activity.Source.Name == RedisIntegrationTelemetry.Name)];

    public void Dispose()
    {
        _root.Dispose();
        _source.Dispose();
        _listener.Dispose();
    }
}
