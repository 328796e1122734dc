using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The queue of edits, tried again as messages are.</summary>
internal sealed class EditMessageDefinition : ConsumerDefinition<EditMessageConsumer>
{
    private readonly LaneOptions _lanes;
    private readonly RetryOptions _retries;
    private readonly TimeProvider _time;

    public EditMessageDefinition(LaneOptions lanes, RetryOptions retries, TimeProvider time)
    {
        (_lanes, _retries, _time) = (lanes, retries, time);
        EndpointName = Routes.EditMessages;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EditMessageConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = _lanes.Prefetch;
        endpointConfigurator.ConcurrentMessageLimit = _lanes.Places;
        endpointConfigurator.PublishFaults = false;
        endpointConfigurator.UseRetries(_retries, _time);
    }
}
