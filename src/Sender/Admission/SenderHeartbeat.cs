using MassTransit;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// Reports every second that this Sender is alive and its messages in progress, and counts the Senders: the limits are divided by that number while Redis is unavailable.
/// </summary>
internal sealed class SenderHeartbeat(ISenderRegistry registry, LedgerOptions me, InMemoryLimiter own, InFlightMessages inFlight, RepeatedRefusals repeated, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Called each time, with how many Senders there are.</summary>
    public event Action<int>? Counted;

    /// <summary>The messages in progress of all Senders: of this one now, of the others by their last report; of this one alone while Redis is unavailable.</summary>
    public async Task<SenderReport> AllAsync()
    {
        var all = Mine;
        try
        {
            foreach (var (sender, report) in await registry.AllAsync())
            {
                all += sender == me.Owner ? new SenderReport(0, null, 0) : report;
            }
        }
        catch (Exception away) when (RedisAvailability.IsFailure(away))
        {
            // The status shows it in its parts.
        }

        return all;
    }

    private SenderReport Mine => new(inFlight.Count, inFlight.Since, repeated.Recent, inFlight.Lanes);

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            try
            {
                own.Shares = Math.Max(1, await registry.ReportAsync(me.Owner, Mine));
                Counted?.Invoke(own.Shares);
            }
            catch (Exception away) when (RedisAvailability.IsFailure(away))
            {
                // The last known number stays.
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
