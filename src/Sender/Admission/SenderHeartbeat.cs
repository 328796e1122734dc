using MassTransit;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>Says every second that this Sender is alive, and counts who else is: by that number the limits are divided when Redis goes away.</summary>
public sealed class SenderHeartbeat(IConnectionMultiplexer redis, RedisKeys keys, LedgerOptions me, InMemoryLimiter own, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(5);

    private static readonly RedisScript Report = RedisScript.Load<SenderHeartbeat>("heartbeat.lua");

    /// <summary>Called each time, with how many Senders there are.</summary>
    public event Action<int>? Counted;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            try
            {
                var now = time.GetUtcNow();
                own.Shares = Math.Max(1, (int)await Report.EvaluateAsync(
                    redis.GetDatabase(), [keys.Of("senders")], [now.ToUnixTimeMilliseconds(), me.Owner, (now - Alive).ToUnixTimeMilliseconds()]));
                Counted?.Invoke(own.Shares);
            }
            catch (Exception away) when (RedisAvailability.IsFailure(away))
            {
                // The number last seen holds.
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
