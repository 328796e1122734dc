using System.Net.Mime;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>MassTransit's own reader of envelopes, which refuses an envelope whose answer would go where it must not (<see cref="ReplyAddresses"/>).</summary>
internal sealed class EnvelopeJson : ISerializerFactory, IMessageDeserializer
{
    private static readonly SystemTextJsonMessageSerializer Inner = SystemTextJsonMessageSerializer.Instance;

    public ContentType ContentType => Inner.ContentType;

    public IMessageSerializer CreateSerializer() => Inner;

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => Inner.Probe(context);

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        var message = Inner.Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress);
        ReplyAddresses.Demand(receiveContext, message);
        return new BodyConsumeContext(receiveContext, message);
    }

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) => Inner.Deserialize(body, headers, destinationAddress);

    public MessageBody GetMessageBody(string text) => Inner.GetMessageBody(text);
}
