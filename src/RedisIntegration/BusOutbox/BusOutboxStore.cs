using MassTransit;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.DueQueue;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.BusOutbox;

/// <summary>What the bus outbox and its dispatcher share.</summary>
internal sealed class BusOutboxStore : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public BusOutboxStore(RedisOutboxOptions options, IServiceProvider provider, TimeProvider time)
    {
        var name = $"{options.KeyPrefix}-bus";
        MaxBacklog = options.Bus.MaxBacklog;
        Queue = new RedisDueQueue(RedisConnections.Database(() => options.Connection(provider), options.SelectDatabase), name, tombstoneLife: Minute);
        Pulse = new Pulse(time);
        Metrics = new DueMetrics("bus_outbox", name);
        Dispatch = new DueDispatchOptions(options.Bus.MaxParallelSends, options.MessageDeliveryTimeout, options.MessageDeliveryTimeout * 3,
            TimeSpan.FromMilliseconds(250), options.Bus.MaxAttempts, TimeSpan.FromSeconds(1), Minute);
    }

    public int MaxBacklog { get; }

    public RedisDueQueue Queue { get; }

    public Pulse Pulse { get; }

    public DueMetrics Metrics { get; }

    public DueDispatchOptions Dispatch { get; }

    public void Dispose() => Metrics.Dispose();
}
