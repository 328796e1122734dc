using MassTransit;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.DueQueue;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>The parts of the scheduler that its consumer, its dispatcher and its operators share.</summary>
internal sealed class RedisScheduler : IDisposable
{
    public RedisScheduler(RedisSchedulerOptions options, IServiceProvider provider, TimeProvider time)
    {
        Queue = new RedisDueQueue(RedisConnections.Database(() => options.Connection(provider), options.SelectDatabase), options.Prefix, options.CancellationMemory);
        Pulse = new Pulse(time);
        Metrics = new DueMetrics("scheduler", options.QueueName);
        Dispatch = new DueDispatchOptions(options.MaxParallelSends, options.SendTimeout, options.Lease, options.PollInterval, options.MaxAttempts,
            options.FirstBackoff, options.MaxBackoff);
    }

    public RedisDueQueue Queue { get; }

    public Pulse Pulse { get; }

    public DueMetrics Metrics { get; }

    public DueDispatchOptions Dispatch { get; }

    public void Dispose() => Metrics.Dispose();
}
