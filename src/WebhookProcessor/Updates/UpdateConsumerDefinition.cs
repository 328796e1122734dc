using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Platform;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>The endpoint of updates.</summary>
public sealed class UpdateConsumerDefinition : ConsumerDefinition<UpdateConsumer>
{
    /// <summary>Names the endpoint.</summary>
    public UpdateConsumerDefinition()
    {
        EndpointName = Routes.TelegramUpdates;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<UpdateConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseOutageRetry();
}
