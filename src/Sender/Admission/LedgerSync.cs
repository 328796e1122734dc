using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>Writes to the ledger in Redis what was done while it was unavailable.</summary>
public sealed class LedgerSync(FailoverLedger ledger, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await ledger.CatchUpAsync();
            }
            catch (Exception away) when (RedisAvailability.IsFailure(away))
            {
                // Still unavailable: the rest is tried at the next tick.
            }
        }
    }
}
