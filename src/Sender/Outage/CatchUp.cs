using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Outage;

/// <summary>Writes to the ledger in Redis what was done while it was away.</summary>
public sealed class CatchUp(SharedLedger ledger, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ledger.CatchUp();
            }
            catch (Exception away) when (RedisAvailability.IsFailure(away))
            {
                // Still away: what is left is tried at the next tick.
            }
        }
    }
}
