using System.Net.Mime;
using System.Runtime.Serialization;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// MassTransit's own reader of envelopes. It refuses an envelope with a foreign response address (<see cref="ReplyAddresses"/>), and applies the
/// rules of every body: UTF-8 only, a byte-order mark is skipped.
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
}
