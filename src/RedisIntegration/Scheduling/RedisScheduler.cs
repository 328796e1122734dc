using MassTransit;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>The parts of the scheduler that its consumer, its dispatcher and its operators share.</summary>
internal sealed class RedisScheduler : IDisposable
{
    public RedisScheduler(RedisSchedulerOptions options, IServiceProvider provider, TimeProvider time)
    {
        Queue = new DelayedMessageStore(RedisConnections.Database(() => options.Connection(provider), options.SelectDatabase), options.Prefix, options.CancellationMemory);
        Wake = new WakeSignal(time);
        Metrics = new DelayedMessageMetrics("scheduler", options.QueueName);
        Dispatch = new DelayedMessageOptions(options.MaxParallelSends, options.SendTimeout, options.Lease, options.PollInterval, options.MaxAttempts,
            options.FirstBackoff, options.MaxBackoff);
    }

    public DelayedMessageStore Queue { get; }

    public WakeSignal Wake { get; }

    public DelayedMessageMetrics Metrics { get; }

    public DelayedMessageOptions Dispatch { get; }

    public void Dispose() => Metrics.Dispose();
}
