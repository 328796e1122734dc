using MassTransit;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// Says every second that this Sender is alive and what it has in hand, and counts who else is: by that number the limits are divided when Redis goes away.
/// </summary>
internal sealed class SenderHeartbeat(ISenderRegistry registry, LedgerOptions me, InMemoryLimiter own, InFlightMessages inFlight, RepeatedRefusals repeated, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Called each time, with how many Senders there are.</summary>
    public event Action<int>? Counted;

    /// <summary>What all Senders have in hand; of this one at this moment, of the others as they said last, and of this one alone while Redis is away.</summary>
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
            // The parts of the status say so.
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
                // The number last seen holds.
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
