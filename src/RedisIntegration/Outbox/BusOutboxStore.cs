using MassTransit;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Scheduling;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>What the bus outbox and its dispatcher share.</summary>
internal sealed class BusOutboxStore : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public BusOutboxStore(RedisOutboxOptions options, IServiceProvider provider, TimeProvider time)
    {
        var name = $"{options.KeyPrefix}-bus";
        MaxBacklog = options.Bus.MaxBacklog;
        Queue = new DelayedMessageStore(RedisConnections.Database(() => options.Connection(provider), options.SelectDatabase), name, tombstoneLife: Minute);
        Wake = new WakeSignal(time);
        Metrics = new DelayedMessageMetrics("bus_outbox", name);
        Dispatch = new DelayedMessageOptions(options.Bus.MaxParallelSends, options.MessageDeliveryTimeout, options.MessageDeliveryTimeout * 3,
            TimeSpan.FromMilliseconds(250), options.Bus.MaxAttempts, TimeSpan.FromSeconds(1), Minute);
    }

    public int MaxBacklog { get; }

    public DelayedMessageStore Queue { get; }

    public WakeSignal Wake { get; }

    public DelayedMessageMetrics Metrics { get; }

    public DelayedMessageOptions Dispatch { get; }

    public void Dispose() => Metrics.Dispose();
}
