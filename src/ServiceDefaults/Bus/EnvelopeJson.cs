using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// MassTransit's own reader of envelopes. It refuses an envelope with a foreign response address (<see cref="ReplyAddresses"/>), and applies the
/// rules of every body: UTF-8 only, a byte-order mark is skipped, and one without an id of its own is given one as plain JSON is: an envelope that was
/// written by hand, or by another language's program, is no worse than none.
/// </summary>
internal sealed class EnvelopeJson : ISerializerFactory, IMessageDeserializer
{
    private static readonly SystemTextJsonMessageSerializer Inner = SystemTextJsonMessageSerializer.Instance;

    public ContentType ContentType => SystemTextJsonMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => Inner;

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => Inner.Probe(context);

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        RequestCharset.Demand(receiveContext.ContentType);
        var message = Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress);
        message = HasId(message) ? message : WithId(receiveContext);
        ReplyAddresses.Demand(receiveContext, message);
        return new BodyConsumeContext(receiveContext, message);
    }

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        var bytes = body.GetBytes();
        try
        {
            var text = WireReader.Utf8Of(bytes);
            return Inner.Deserialize(text.Length == bytes.Length ? body : new BytesMessageBody(text.ToArray()), headers, destinationAddress);
        }
        catch (WireException e)
        {
#pragma warning disable MA0054 // The error queue shows the innermost exception, and this one says it all.
            throw new SerializationException(e.Message);
#pragma warning restore MA0054
        }
    }

    public MessageBody GetMessageBody(string text) => Inner.GetMessageBody(text);

    private static bool HasId(MessageContext message)
    {
        try
        {
            return message.MessageId is { } id && id != Guid.Empty;
        }
        catch (FormatException)
        {
            return false; // A text that is no UUID.
        }
    }

    private SystemTextJsonSerializerContext WithId(ReceiveContext received)
    {
        var read = JsonSerializer.Deserialize<MessageEnvelope>(WireReader.Utf8Of(received.Body.GetBytes()), SystemTextJsonMessageSerializer.Options)!;
        var delivery = received.TryGetPayload<RabbitMqBasicConsumeContext>(out var basic) ? basic : null;
        var envelope = new JsonMessageEnvelope(read)
        {
            MessageId = RawJsonMessageContext.IdOf(RawJsonMessageContext.ExchangeOf(received) ?? "", string.IsNullOrWhiteSpace(read.MessageId) ? delivery?.Properties.MessageId : read.MessageId).ToString(),
            // The copy would say now, and this machine.
            SentTime = read.SentTime,
            Host = read.Host,
        };
        return new SystemTextJsonSerializerContext(Inner, SystemTextJsonMessageSerializer.Options, ContentType, new EnvelopeMessageContext(envelope, Inner), envelope.MessageType ?? [], envelope);
    }
}
