using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Lanes;

namespace PhStudio.Messaging.Sender.Edits;

/// <summary>The queue of edits, tried again as messages are.</summary>
internal sealed class EditMessageDefinition : ConsumerDefinition<EditMessageConsumer>
{
    private readonly LaneOptions lanes;
    private readonly RetryOptions retries;
    private readonly TimeProvider time;

    public EditMessageDefinition(LaneOptions lanes, RetryOptions retries, TimeProvider time)
    {
        (this.lanes, this.retries, this.time) = (lanes, retries, time);
        EndpointName = Routes.EditMessages;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EditMessageConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = lanes.Prefetch;
        endpointConfigurator.ConcurrentMessageLimit = lanes.Places;
        endpointConfigurator.PublishFaults = false;
        endpointConfigurator.UseRetries(retries, time);
    }
}
