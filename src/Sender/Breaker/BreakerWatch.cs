using PhStudio.Messaging.Sender.Telegram;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Breaker;

/// <summary>Looks at the shared circuit a few times a second, and makes the probe when it is this process's turn.</summary>
public sealed class BreakerWatch(Breaker breaker, TelegramClient telegram, SenderMetrics metrics, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Watch(() => breaker.State);
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await breaker.Refresh();
                await breaker.ProbeIfDue(() => telegram.Probe(stoppingToken));
            }
            catch (Exception away) when (away is RedisException or TimeoutException)
            {
                // The state last heard of holds until Redis is back.
            }
        }
    }
}
