using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Puts the Sender's facts onto the board. Running twice for one fact changes nothing: the state is there already.</summary>
internal sealed class MessageStateConsumer(IMessageStatusStore statuses) : IConsumer<MessageSent>, IConsumer<MessageFailed>, IConsumer<MessageExpired>, IConsumer<MessageUnknown>, IConsumer<MessageProgressed>
{
    public Task Consume(ConsumeContext<MessageSent> context) => statuses.NoteAsync(MessageEntry.Sent(context.Message));

    public Task Consume(ConsumeContext<MessageFailed> context) => statuses.NoteAsync(new MessageEntry
    {
        MessageId = context.Message.MessageId,
        State = MessageState.Failed,
        ChatId = context.Message.ChatId,
        Attempts = context.Message.Attempts,
        At = context.Message.FailedAt,
        Reason = context.Message.Reason,
        Detail = context.Message.Detail,
        BookingId = context.Message.BookingId,
        Template = context.Message.Template,
        CreatedAt = context.Message.OrderedAt,
    });

    public Task Consume(ConsumeContext<MessageExpired> context) => statuses.NoteAsync(new MessageEntry
    {
        MessageId = context.Message.MessageId,
        State = MessageState.Expired,
        ChatId = context.Message.ChatId,
        At = context.Message.ExpiredAt,
        BookingId = context.Message.BookingId,
        Template = context.Message.Template,
        CreatedAt = context.Message.OrderedAt,
    });

    public Task Consume(ConsumeContext<MessageUnknown> context) => statuses.NoteAsync(new MessageEntry
    {
        MessageId = context.Message.MessageId,
        State = MessageState.Unknown,
        ChatId = context.Message.ChatId,
        Attempts = context.Message.Attempts,
        At = context.Message.At,
        BookingId = context.Message.BookingId,
        Template = context.Message.Template,
        CreatedAt = context.Message.OrderedAt,
    });

    public Task Consume(ConsumeContext<MessageProgressed> context)
    {
        var step = new TimelineStep(context.Message.At, context.Message.What, context.Message.Why, context.Message.Attempts, context.Message.Until);
        return statuses.NoteStepAsync(step, new MessageEntry
        {
            MessageId = context.Message.MessageId,
            State = MessageState.Queued,
            ChatId = context.Message.ChatId,
            At = context.Message.OrderedAt ?? context.Message.At,
            BookingId = context.Message.BookingId,
            Template = context.Message.Template,
            CreatedAt = context.Message.OrderedAt,
        });
    }
}

/// <summary>The queue of the facts; MessageFailed comes over a direct exchange, of bookings and of none alike.</summary>
internal sealed class MessageStateConsumerDefinition : ConsumerDefinition<MessageStateConsumer>
{
    public MessageStateConsumerDefinition() => EndpointName = Routes.MessageStates;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<MessageStateConsumer> consumerConfigurator, IRegistrationContext context)
    {
        foreach (var key in new[] { Routes.OfBooking, Routes.OfNoBooking })
        {
            endpointConfigurator.BindByRoutingKey<MessageFailed>(key);
            // Where there is a broker there is a Redis, in which the Sender notes what it sent; what it could not note it sends to this queue.
            if (endpointConfigurator is IInMemoryReceiveEndpointConfigurator)
            {
                endpointConfigurator.BindByRoutingKey<MessageSent>(key);
            }
        }

        endpointConfigurator.BindAll<MessageExpired>();
        endpointConfigurator.BindAll<MessageUnknown>();
        endpointConfigurator.BindAll<MessageProgressed>();
        // Redis away: wait for it rather than lose what became of a message.
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Exponential(20, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500));
            retry.Ignore<InvalidMessageException>();
        });
    }
}
