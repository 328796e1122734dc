using PhStudio.Messaging.ServiceDefaults.Health;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;

/// <summary>Shows how many bookings wait for a decision although the managers were called. Counted once a minute in the index, which asks Redis for what changed since.</summary>
public sealed partial class OverdueDecisions : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly IBookingIndexSource _index;
    private readonly DeadlineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _overdue;

    public OverdueDecisions(IBookingIndexSource index, DeadlineOptions options, IMeterFactory meters, TimeProvider time, ILogger<OverdueDecisions> logger)
    {
        (_index, _options, _time, _logger) = (index, options, time, logger);
        meters.Create(DecisionMetrics.MeterName).CreateObservableGauge("bookings.overdue", () => Interlocked.Read(ref _overdue), "{booking}", "Bookings that wait for a decision beyond their escalation.");
    }

    /// <summary>Counts them.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        var escalated = _options.EscalatedBefore(_time.GetUtcNow());
        Interlocked.Exchange(ref _overdue, escalated is null ? 0 : (await _index.CurrentAsync(cancellationToken)).Where(row => row.IsOverdue(escalated)).Count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = new LoopFailures(error => Log.NotCounted(_logger, error));
        using var timer = new PeriodicTimer(Pause, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Where it fails the last count stands, and no alert tells that it is old.
            await failures.TryAsync(() => CountAsync(stoppingToken), stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The bookings beyond their escalation could not be counted ({Error}): bookings.overdue stays as it was. They are counted again in a minute")]
        public static partial void NotCounted(ILogger logger, string error);
    }
}
