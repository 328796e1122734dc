using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Remembers a group's new number, so that the buttons signed for the old one still work. The same again changes nothing.</summary>
public sealed class ChatMovesConsumer(IChatMoves moves) : IConsumer<ChatMigrated>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<ChatMigrated> context) => moves.Moved(context.Message.OldChatId, context.Message.NewChatId);
}

/// <summary>The endpoint of moved chats.</summary>
public sealed class ChatMovesDefinition : ConsumerDefinition<ChatMovesConsumer>
{
    /// <summary>Names the endpoint.</summary>
    public ChatMovesDefinition()
    {
        EndpointName = Routes.ChatMoves;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ChatMovesConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseOutageRetry();
}
