using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.RedisIntegration.Telemetry;

/// <summary>Metrics of the scheduler or the bus outbox; "redis.scheduler.*" or "redis.bus_outbox.*", tagged with the queue's name.</summary>
internal sealed class DelayedMessageMetrics : IDisposable
{
    private readonly Meter _meter = new(RedisIntegrationTelemetry.Name);
    private readonly KeyValuePair<string, object?> _queue;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _buried;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _leaseLost;
    private readonly Counter<long> _unsettled;
    private readonly Histogram<double> _lag;
    private (long Waiting, long Due, long Dead) _counts;

    public DelayedMessageMetrics(string kind, string queue)
    {
        _queue = new("queue", queue);
        _sent = _meter.CreateCounter<long>($"redis.{kind}.sent", "{message}", "Messages that the broker has taken");
        _failed = _meter.CreateCounter<long>($"redis.{kind}.failed", "{attempt}", "Sends that failed, by whether the failure counts against the message");
        _buried = _meter.CreateCounter<long>($"redis.{kind}.died", "{message}", "Messages that went to the dead");
        _expired = _meter.CreateCounter<long>($"redis.{kind}.expired", "{message}", "Messages dropped because their own time to live had passed");
        _leaseLost = _meter.CreateCounter<long>($"redis.{kind}.lease_lost", "{message}", "Messages sent after their lease had run out: another process may have sent them too");
        _unsettled = _meter.CreateCounter<long>($"redis.{kind}.unsettled", "{message}", "Messages whose outcome could not be written to Redis");
        _lag = _meter.CreateHistogram<double>($"redis.{kind}.lag", "s", "From the time a message was due to the broker's confirmation");
        _meter.CreateObservableGauge($"redis.{kind}.waiting", () => Measure(_counts.Waiting), "{message}", "Messages that wait, due or not");
        _meter.CreateObservableGauge($"redis.{kind}.due", () => Measure(_counts.Due), "{message}", "Messages that are due and not taken yet");
        _meter.CreateObservableGauge($"redis.{kind}.dead", () => Measure(_counts.Dead), "{message}", "Messages among the dead");
    }

    public void Sent(TimeSpan lag)
    {
        _sent.Add(1, _queue);
        _lag.Record(Math.Max(0, lag.TotalSeconds), _queue);
    }

    public void Failed(bool counts) => _failed.Add(1, _queue, new("counts", counts));

    public void Buried() => _buried.Add(1, _queue);

    public void Expired() => _expired.Add(1, _queue);

    public void LeaseLost() => _leaseLost.Add(1, _queue);

    public void Unsettled() => _unsettled.Add(1, _queue);

    public void Counted(long waiting, long due, long dead) => _counts = (waiting, due, dead);

    public void Dispose() => _meter.Dispose();

    private Measurement<long> Measure(long value) => new(value, _queue);
}
