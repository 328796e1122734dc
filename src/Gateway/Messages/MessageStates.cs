using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Puts the Sender's facts onto the board. Running twice for one fact changes nothing: the state is there already.</summary>
internal sealed class MessageStates(IMessageBoard board) : IConsumer<MessageSent>, IConsumer<MessageFailed>, IConsumer<MessageExpired>, IConsumer<MessageUnknown>, IConsumer<MessageProgressed>
{
    public Task Consume(ConsumeContext<MessageSent> context) => board.NoteAsync(new MessageEntry
    {
        MessageId = context.Message.MessageId,
        State = MessageState.Sent,
        ChatId = context.Message.ChatId,
        TelegramMessageId = context.Message.TelegramMessageId > 0 ? context.Message.TelegramMessageId : null,
        TelegramMessageIds = context.Message.TelegramMessageIds,
        Attempts = context.Message.Attempts,
        At = context.Message.SentAt,
        Detail = context.Message is { Remark: { } remark, Detail: { } why } ? $"{remark}: {why}" : context.Message.Remark,
        BookingId = context.Message.BookingId,
        Template = context.Message.Template,
        CreatedAt = context.Message.OrderedAt,
    });

    public Task Consume(ConsumeContext<MessageFailed> context) => board.NoteAsync(new MessageEntry
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

    public Task Consume(ConsumeContext<MessageExpired> context) => board.NoteAsync(new MessageEntry
    {
        MessageId = context.Message.MessageId,
        State = MessageState.Expired,
        ChatId = context.Message.ChatId,
        At = context.Message.ExpiredAt,
        BookingId = context.Message.BookingId,
        Template = context.Message.Template,
        CreatedAt = context.Message.OrderedAt,
    });

    public Task Consume(ConsumeContext<MessageUnknown> context) => board.NoteAsync(new MessageEntry
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
        return board.NoteStepAsync(step, new MessageEntry
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

/// <summary>The queue of the facts; MessageSent and MessageFailed come over direct exchanges, of bookings and of none alike.</summary>
internal sealed class MessageStatesDefinition : ConsumerDefinition<MessageStates>
{
    public MessageStatesDefinition() => EndpointName = Routes.MessageStates;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<MessageStates> consumerConfigurator, IRegistrationContext context)
    {
        foreach (var key in new[] { Routes.OfBooking, Routes.OfNoBooking })
        {
            endpointConfigurator.BindByRoutingKey<MessageSent>(key);
            endpointConfigurator.BindByRoutingKey<MessageFailed>(key);
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
