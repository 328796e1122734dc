using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>Takes what is due and has it sent, as many at once as there are slots; any number of processes do so side by side.</summary>
internal sealed partial class DelayedMessageDispatcher(
    DelayedMessageStore queue,
    DelayedMessageSender sender,
    WakeSignal wake,
    IBusControl bus,
    DelayedMessageOptions options,
    DelayedMessageMetrics metrics,
    TimeProvider time,
    ILogger<DelayedMessageDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(options.MaxParallelSends);
    private DateTimeOffset _counted = DateTimeOffset.MinValue;

    public static DelayedMessageDispatcher Create(IServiceProvider provider, DelayedMessageStore queue, WakeSignal wake, DelayedMessageMetrics metrics, DelayedMessageOptions options)
    {
        var bus = provider.GetRequiredService<IBusControl>();
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<DelayedMessageDispatcher>>();
        return new DelayedMessageDispatcher(queue, new DelayedMessageSender(queue, bus, options, metrics, time, logger), wake, bus, options, metrics, time, logger);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // Under an activity of its own every message would lose the trace that it carries.
        Activity.Current = null;
        await Task.Yield();

        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await wake.WaitUntilAsync(await RoundAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                Log.RoundFailed(logger, exception);
                await Task.Delay(options.FirstBackoff, time, CancellationToken.None).ConfigureAwait(false);
            }
        }

        await DrainAsync().ConfigureAwait(false);
    }

    /// <summary>Takes as much as there are slots for. Returns when to look again.</summary>
    private async Task<DateTimeOffset> RoundAsync(CancellationToken cancellationToken)
    {
        var nextPoll = time.GetUtcNow() + options.PollInterval;
        // First: the backlog matters most while the broker is unavailable.
        await CountAsync(cancellationToken).ConfigureAwait(false);
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
        {
            return nextPoll;
        }

        var slots = await TakeSlotsAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Claim> claims = [];
        DateTimeOffset? next = null;
        try
        {
            (claims, next) = await queue.ClaimAsync(time.GetUtcNow(), slots, options.Lease, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (claims.Count < slots)
            {
                _slots.Release(slots - claims.Count);
            }
        }

        foreach (var claim in claims)
        {
            _ = sender.SendAsync(claim, () => _slots.Release(), cancellationToken);
        }

        return next < nextPoll ? next.Value : nextPoll;
    }

    /// <summary>Waits for one free slot and takes all that are free.</summary>
    private async Task<int> TakeSlotsAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var taken = 1;
        while (taken < options.MaxParallelSends && _slots.Wait(0, CancellationToken.None))
        {
            taken++;
        }

        return taken;
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((now - _counted).Duration() >= CountEvery)
        {
            _counted = now;
            var (waiting, due, dead) = await queue.CountAsync(now, cancellationToken).ConfigureAwait(false);
            metrics.Counted(waiting, due, dead);
        }
    }

    /// <summary>Sends under way are finished, within the send's own timeout.</summary>
    private async Task DrainAsync()
    {
        for (var i = 0; i < options.MaxParallelSends; i++)
        {
            await _slots.WaitAsync(options.SendTimeout).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Looking for due messages in Redis failed; it is tried again")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
