using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Breaker;

/// <summary>Looks at the shared circuit a few times a second, and makes the probe when it is this process's turn. While Redis is away it looks at this process's own.</summary>
public sealed class BreakerWatch(Breaker breaker, TelegramClient telegram, SenderMetrics metrics, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Watch(() => (int)breaker.State);
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await breaker.Refresh();
            await breaker.ProbeIfDue(() => telegram.Probe(stoppingToken));
        }
    }
}
