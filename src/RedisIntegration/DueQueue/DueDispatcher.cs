using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.DueQueue;

/// <summary>Takes what is due and has it sent, as many at once as there are slots; any number of processes do so side by side.</summary>
internal sealed partial class DueDispatcher(
    RedisDueQueue queue,
    DueSender sender,
    Pulse pulse,
    IBusControl bus,
    DueDispatchOptions options,
    DueMetrics metrics,
    TimeProvider time,
    ILogger<DueDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(options.MaxParallelSends);
    private DateTimeOffset _counted = DateTimeOffset.MinValue;

    public static DueDispatcher Create(IServiceProvider provider, RedisDueQueue queue, Pulse pulse, DueMetrics metrics, DueDispatchOptions options)
    {
        var bus = provider.GetRequiredService<IBusControl>();
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<DueDispatcher>>();
        return new DueDispatcher(queue, new DueSender(queue, bus, options, metrics, time, logger), pulse, bus, options, metrics, time, logger);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Under an activity of its own every message would lose the trace that it carries.
        Activity.Current = null;
        await Task.Yield();

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pulse.WaitUntil(await Round(stoppingToken).ConfigureAwait(false), stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                Log.RoundFailed(logger, exception);
                await Task.Delay(options.FirstBackoff, time, CancellationToken.None).ConfigureAwait(false);
            }
        }

        await Drain().ConfigureAwait(false);
    }

    /// <summary>Takes as much as there are slots for. Returns when to look again.</summary>
    private async Task<DateTimeOffset> Round(CancellationToken stopping)
    {
        var nextPoll = time.GetUtcNow() + options.PollInterval;
        // Before all else: a backlog is of most interest while the broker is away.
        await Count(stopping).ConfigureAwait(false);
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
        {
            return nextPoll;
        }

        var slots = await TakeSlots(stopping).ConfigureAwait(false);
        IReadOnlyList<Claim> claims = [];
        DateTimeOffset? next = null;
        try
        {
            (claims, next) = await queue.Claim(time.GetUtcNow(), slots, options.Lease, stopping).ConfigureAwait(false);
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
            _ = sender.Send(claim, () => _slots.Release(), stopping);
        }

        return next < nextPoll ? next.Value : nextPoll;
    }

    /// <summary>Waits for one free slot and takes all that are free.</summary>
    private async Task<int> TakeSlots(CancellationToken stopping)
    {
        await _slots.WaitAsync(stopping).ConfigureAwait(false);
        var taken = 1;
        while (taken < options.MaxParallelSends && _slots.Wait(0, CancellationToken.None))
        {
            taken++;
        }

        return taken;
    }

    private async Task Count(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if ((now - _counted).Duration() >= CountEvery)
        {
            _counted = now;
            var (waiting, due, dead) = await queue.Count(now, stopping).ConfigureAwait(false);
            metrics.Counted(waiting, due, dead);
        }
    }

    /// <summary>What is on its way is finished, as far as the send's own time allows.</summary>
    private async Task Drain()
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
