using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.CircuitBreaker;

/// <summary>Reads the shared circuit a few times a second, and makes the probe when it is this process's turn. While Redis is unavailable it reads this process's own.</summary>
public sealed class CircuitBreakerWatch(TelegramCircuitBreaker breaker, TelegramClient telegram, SenderMetrics metrics, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        metrics.Watch(() => (int)breaker.State);
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await breaker.RefreshAsync();
            await breaker.ProbeIfDueAsync(() => telegram.ProbeAsync(cancellationToken));
        }
    }
}
