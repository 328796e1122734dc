using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>The endpoint of updates.</summary>
public sealed class UpdateDefinition : ConsumerDefinition<UpdateConsumer>
{
    /// <summary>Names the endpoint.</summary>
    public UpdateDefinition()
    {
        EndpointName = Routes.TelegramUpdates;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<UpdateConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseOutageRetry();
}
