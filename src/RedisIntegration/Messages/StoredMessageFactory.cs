using System.Text.Json;
using MassTransit;
using MassTransit.Context;
using MassTransit.Scheduling;
using MassTransit.Serialization;

namespace PhStudio.Messaging.RedisIntegration.Messages;

/// <summary>Makes the stored form of a message to be sent now or later.</summary>
internal static class StoredMessageFactory
{
    /// <summary>MassTransit's property for the exchange that a message is sent to: of an order it is the scheduler's, and its message goes elsewhere.</summary>
    private const string Exchange = "RMQ-Exchange";

    /// <summary>From a send or publish that an outbox holds back.</summary>
    public static StoredMessage FromSend<T>(SendContext<T> context, TimeProvider time)
        where T : class
    {
        if (context.Delay is not null)
        {
            throw new MessageException(typeof(T), "A delay by the transport cannot wait in Redis: schedule the message with AddRedisMessageScheduler");
        }

        var stored = Envelope(context, time);
        stored.DestinationAddress = context.DestinationAddress;
        stored.ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString();
        stored.MessageType = string.Join(';', context.SupportedMessageTypes);
        stored.Body = CompactJson.Of(context.Serializer.GetMessageBody(context));
        return stored;
    }

    /// <summary>From the order to send a message at its time, before it is sent itself: the message in MassTransit's own JSON.</summary>
    public static StoredMessage FromSchedule(SendContext<ScheduleMessage> context, TimeProvider time)
    {
        var order = context.Message;
        var envelope = new JsonMessageEnvelope(context, order.Payload) { MessageType = order.PayloadType, DestinationAddress = order.Destination?.ToString() };

        var stored = Envelope(context, time);
        stored.HeaderValues ??= new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        SchedulingToken.Mark(stored.HeaderValues, order.CorrelationId);
        stored.PropertyValues?.Remove(Exchange);
        stored.DestinationAddress = order.Destination;
        stored.ContentType = SystemTextJsonMessageSerializer.JsonContentType.ToString();
        stored.MessageType = string.Join(';', order.PayloadType);
        stored.Body = JsonSerializer.Serialize(envelope, CompactJson.Format);
        return stored;
    }

    /// <summary>From the order to send a message at its time, as it arrived.</summary>
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

    /// <summary>Everything but the message itself, and where it goes.</summary>
    private static StoredMessage Envelope<T>(SendContext<T> context, TimeProvider time)
        where T : class
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new StoredMessage
        {
            MessageId = context.MessageId ?? throw new MessageException(typeof(T), "A message without an id cannot be stored"),
            SourceAddress = context.SourceAddress,
            ResponseAddress = context.ResponseAddress,
            FaultAddress = context.FaultAddress,
            RequestId = context.RequestId,
            CorrelationId = context.CorrelationId,
            ConversationId = context.ConversationId,
            InitiatorId = context.InitiatorId,
            SentTime = context.SentTime ?? now,
            ExpirationTime = context.TimeToLive is { } life ? now + life : null,
            HeaderValues = Values(context.Headers),
            PropertyValues = Properties(context),
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
