using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>Writes to the ledger in Redis what was done while it was unavailable.</summary>
public sealed partial class LedgerSync(FailoverLedger ledger, TimeProvider time, ILogger<LedgerSync> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private DateTimeOffset _logged;

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await ledger.SyncAsync();
            }
            catch (Exception away) when (away is TimeoutException || RedisAvailability.IsUnavailable(away))
            {
                // Still unavailable: the rest is tried at the next tick.
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // An entry that cannot be written must end neither this Sender nor the writing of the others.
                if (time.GetUtcNow() - _logged >= LogEvery)
                {
                    _logged = time.GetUtcNow();
                    Log.NotWritten(logger, fault);
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "What was sent while Redis was unavailable cannot be written to the ledger yet; it is tried again")]
        public static partial void NotWritten(ILogger logger, Exception fault);
    }
}
