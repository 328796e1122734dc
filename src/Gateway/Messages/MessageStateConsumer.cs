using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Notes the Sender's events on the board. Running twice for one event changes nothing.</summary>
internal sealed class MessageStateConsumer(IMessageStatusStore statuses) : IConsumer<MessageSent>, IConsumer<MessageFailed>, IConsumer<MessageExpired>, IConsumer<MessageUnknown>, IConsumer<MessageProgressed>
{
    public Task Consume(ConsumeContext<MessageSent> context) => statuses.NoteAsync(MessageEntry.Sent(context.Message));

    public Task Consume(ConsumeContext<MessageFailed> context)
    {
        var failed = context.Message;
        return statuses.NoteAsync(Entry(MessageState.Failed, failed.MessageId, failed.ChatId, failed.FailedAt, failed.BookingId, failed.Template, failed.OrderedAt) with
        {
            Attempts = failed.Attempts,
            Reason = failed.Reason,
            Detail = failed.Detail,
        });
    }

    public Task Consume(ConsumeContext<MessageExpired> context)
    {
        var expired = context.Message;
        return statuses.NoteAsync(Entry(MessageState.Expired, expired.MessageId, expired.ChatId, expired.ExpiredAt, expired.BookingId, expired.Template, expired.OrderedAt));
    }

    public Task Consume(ConsumeContext<MessageUnknown> context)
    {
        var unknown = context.Message;
        return statuses.NoteAsync(Entry(MessageState.Unknown, unknown.MessageId, unknown.ChatId, unknown.At, unknown.BookingId, unknown.Template, unknown.OrderedAt) with { Attempts = unknown.Attempts });
    }

    public Task Consume(ConsumeContext<MessageProgressed> context)
    {
        var step = context.Message;
        return statuses.NoteStepAsync(
            new TimelineStep(step.At, step.What, step.Why, step.Attempts, step.Until),
            Entry(MessageState.Queued, step.MessageId, step.ChatId, step.OrderedAt ?? step.At, step.BookingId, step.Template, step.OrderedAt));
    }

    private static MessageEntry Entry(MessageState state, Guid messageId, string chatId, DateTimeOffset at, string? bookingId, string? template, DateTimeOffset? orderedAt) =>
        new() { MessageId = messageId, State = state, ChatId = chatId, At = at, BookingId = bookingId, Template = template, CreatedAt = orderedAt };
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
        // While Redis is unavailable, wait rather than lose a message's outcome.
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Exponential(20, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500));
            retry.Ignore<InvalidMessageException>();
        });
    }
}
