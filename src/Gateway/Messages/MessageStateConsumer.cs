using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Notes the Sender's events on the board: without the chat of a person who was erased while the message waited. Running twice for one event changes nothing.</summary>
internal sealed class MessageStateConsumer(IMessageStatusStore statuses, IErasures erasures)
    : IConsumer<MessageSent>, IConsumer<MessageFailed>, IConsumer<MessageExpired>, IConsumer<MessageUnknown>, IConsumer<MessageProgressed>
{
    public async Task Consume(ConsumeContext<MessageSent> context) =>
        await statuses.NoteAsync(MessageEntry.Sent(context.Message) with { ChatId = await erasures.ChatAsync(context.Message.ChatId, context.Message.OrderedAt) });

    public async Task Consume(ConsumeContext<MessageFailed> context)
    {
        var failed = context.Message;
        var entry = await EntryAsync(MessageState.Failed, failed.MessageId, failed.ChatId, failed.FailedAt, failed.BookingId, failed.Template, failed.OrderedAt);
        await statuses.NoteAsync(entry with { Attempts = failed.Attempts, Reason = failed.Reason, Detail = failed.Detail });
    }

    public async Task Consume(ConsumeContext<MessageExpired> context)
    {
        var expired = context.Message;
        await statuses.NoteAsync(await EntryAsync(MessageState.Expired, expired.MessageId, expired.ChatId, expired.ExpiredAt, expired.BookingId, expired.Template, expired.OrderedAt));
    }

    public async Task Consume(ConsumeContext<MessageUnknown> context)
    {
        var unknown = context.Message;
        var entry = await EntryAsync(MessageState.Unknown, unknown.MessageId, unknown.ChatId, unknown.At, unknown.BookingId, unknown.Template, unknown.OrderedAt);
        await statuses.NoteAsync(entry with { Attempts = unknown.Attempts });
    }

    public async Task Consume(ConsumeContext<MessageProgressed> context)
    {
        var step = context.Message;
        await statuses.NoteStepAsync(
            new TimelineStep(step.At, step.What, step.Why, step.Attempts, step.Until),
            await EntryAsync(MessageState.Queued, step.MessageId, step.ChatId, step.OrderedAt ?? step.At, step.BookingId, step.Template, step.OrderedAt));
    }

    private async Task<MessageEntry> EntryAsync(MessageState state, Guid messageId, string chatId, DateTimeOffset at, string? bookingId, string? template, DateTimeOffset? orderedAt) => new()
    {
        MessageId = messageId,
        State = state,
        ChatId = await erasures.ChatAsync(chatId, orderedAt),
        At = at,
        BookingId = bookingId,
        Template = template,
        CreatedAt = orderedAt,
    };
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
            // With a broker there is a Redis, in which the Sender notes what it sent; it uses this queue only where that failed.
            if (endpointConfigurator is IInMemoryReceiveEndpointConfigurator)
            {
                endpointConfigurator.BindByRoutingKey<MessageSent>(key);
            }
        }

        endpointConfigurator.BindAll<MessageExpired>();
        endpointConfigurator.BindAll<MessageUnknown>();
        endpointConfigurator.BindAll<MessageProgressed>();
        endpointConfigurator.UseRedisOutageRetry();
    }
}
