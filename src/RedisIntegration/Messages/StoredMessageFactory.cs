using MassTransit;
using MassTransit.Context;
using MassTransit.Scheduling;

namespace PhStudio.Messaging.RedisIntegration.Messages;

/// <summary>Makes the stored form of a message that is to go out, or to go out later.</summary>
internal static class StoredMessageFactory
{
    /// <summary>From a send or publish that an outbox holds back.</summary>
    public static StoredMessage FromSend<T>(SendContext<T> context, TimeProvider time)
        where T : class
    {
        if (context.Delay is not null)
        {
            throw new MessageException(typeof(T), "A delay by the transport cannot wait in Redis: schedule the message with AddRedisMessageScheduler");
        }

        var now = time.GetUtcNow().UtcDateTime;
        return new StoredMessage
        {
            MessageId = context.MessageId ?? throw new MessageException(typeof(T), "A message without an id cannot be stored"),
            DestinationAddress = context.DestinationAddress,
            SourceAddress = context.SourceAddress,
            ResponseAddress = context.ResponseAddress,
            FaultAddress = context.FaultAddress,
            RequestId = context.RequestId,
            CorrelationId = context.CorrelationId,
            ConversationId = context.ConversationId,
            InitiatorId = context.InitiatorId,
            SentTime = context.SentTime ?? now,
            ExpirationTime = context.TimeToLive is { } life ? now + life : null,
            ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString(),
            MessageType = string.Join(';', context.SupportedMessageTypes),
            Body = CompactJson.Of(context.Serializer.GetMessageBody(context)),
            HeaderValues = Values(context.Headers),
            PropertyValues = Properties(context),
        };
    }

    /// <summary>From the order to send a message at its time.</summary>
    public static StoredMessage FromSchedule(ConsumeContext<ScheduleMessage> context)
    {
        var order = context.Message;
        var serializer = context.SerializerContext.GetMessageSerializer(order.Payload, order.PayloadType);
        var headers = Values(context.Headers) ?? new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        SchedulingToken.Mark(headers, order.CorrelationId);

        return new StoredMessage
        {
            MessageId = context.MessageId ?? NewId.NextGuid(),
            DestinationAddress = order.Destination,
            SourceAddress = context.SourceAddress,
            ResponseAddress = context.ResponseAddress,
            FaultAddress = context.FaultAddress,
            RequestId = context.RequestId,
            CorrelationId = context.CorrelationId,
            ConversationId = context.ConversationId,
            InitiatorId = context.InitiatorId,
            SentTime = context.SentTime,
            ExpirationTime = context.ExpirationTime,
            ContentType = serializer.ContentType.ToString(),
            MessageType = string.Join(';', order.PayloadType),
            Body = CompactJson.Of(serializer.GetMessageBody(new MessageSendContext<ScheduleMessage>(order))),
            HeaderValues = headers,
            PropertyValues = context.ReceiveContext.TryGetPayload<TransportReceiveContext>(out var transport)
                ? transport.GetTransportProperties() is { Count: > 0 } properties ? new Dictionary<string, object>(properties, StringComparer.OrdinalIgnoreCase) : null
                : null,
        };
    }

    private static Dictionary<string, object?>? Values(Headers headers)
    {
        Dictionary<string, object?>? values = null;
        foreach (var (name, value) in headers.GetAll())
        {
            (values ??= new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase))[name] = value;
        }

        return values;
    }

    private static Dictionary<string, object>? Properties<T>(SendContext<T> context)
        where T : class
    {
        if (context is not TransportSendContext transport)
        {
            return null;
        }

        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        transport.WritePropertiesTo(properties);
        return properties.Count > 0 ? properties : null;
    }
}
