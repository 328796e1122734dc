using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The queue of one lane: bound to the lane's routing key, with as many places as keep every connection busy.</summary>
internal sealed class LaneDefinition<TLane> : ConsumerDefinition<SendMessageConsumer<TLane>>
    where TLane : ILane
{
    private readonly LaneOptions _options;
    private readonly RetryOptions _retries;
    private readonly TimeProvider _time;

    public LaneDefinition(LaneOptions options, RetryOptions retries, TimeProvider time)
    {
        (_options, _retries, _time) = (options, retries, time);
        EndpointName = Routes.Lane(TLane.Priority, options.Prefix);
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SendMessageConsumer<TLane>> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.BindByRoutingKey<SendMessage>(Routes.RoutingKey(TLane.Priority));
        endpointConfigurator.PrefetchCount = _options.Prefetch;
        endpointConfigurator.ConcurrentMessageLimit = _options.Places;
        endpointConfigurator.PublishFaults = false;
        endpointConfigurator.UseRetries(_retries, _time);
    }
}

/// <summary>The lanes' queues.</summary>
public sealed record LaneOptions
{
    /// <summary>Start of their names, from <c>TELEGRAM_QUEUE_NAME</c>. Default: send.</summary>
    public string Prefix { get; init; } = Routes.DefaultLanePrefix;

    /// <summary>The one error queue of all lanes, from <c>TELEGRAM_DLQ_NAME</c>. Default: none, each lane has its own, <c>&lt;lane&gt;_error</c>.</summary>
    public string? ErrorQueue { get; init; }

    /// <summary>How many messages of a lane are in hand at once: twice the connections, since some of them talk to the ledger or the broker. Default: 100.</summary>
    public int Places { get; init; } = 100;

    /// <summary>How many wait in this process for a slot. Few, since other processes could take them while this one is busy. Default: half as many more.</summary>
    public int Prefetch => Places + (Places / 2);
}
