using System.Diagnostics.Metrics;
using PhStudio.Messaging.ServiceDefaults.Health;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>Shows how many callbacks the platform does not take. Between two attempts they are in no queue, so that no queue's length tells it.</summary>
internal sealed class FailingCallbacks : BackgroundService
{
    private const string MeterName = "PhStudio.Messaging.Gateway";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly ICallbackLog _log;
    private readonly TimeProvider _time;
    private long _failing;

    /// <summary>How many there were at the last look.</summary>
    public long Count => Interlocked.Read(ref _failing);

    public FailingCallbacks(ICallbackLog log, IMeterFactory meters, TimeProvider time)
    {
        _log = log;
        _time = time;
        meters.Create(MeterName).CreateObservableGauge("gateway.callbacks_failing", () => Count, "{callback}", "Callbacks that the platform did not take, and that are tried again.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = new LoopFailures();
        using var timer = new PeriodicTimer(Pause, _time);
        do
        {
            // Where it fails the last count stands. Other alerts tell that Redis is unavailable.
            await failures.TryAsync(async () => Interlocked.Exchange(ref _failing, await _log.CountFailingAsync().WaitAsync(Pause, stoppingToken)), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
