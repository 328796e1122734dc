using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Reads JSON without an envelope, as a platform in any language publishes it to the exchange of a message type.
/// The type is the exchange that it was published to: MassTransit's own raw reader would offer one body as every type
/// that the queue takes, and a cancellation would also be tried as a confirmation.
/// Member names may be camelCase, PascalCase or snake_case.
/// </summary>
internal sealed class PlainJson : ISerializerFactory, IMessageDeserializer
{
    private const RawSerializerOptions Options = RawSerializerOptions.CopyHeaders;

    private static readonly SystemTextJsonRawMessageSerializer Inner = new(Options);

    public ContentType ContentType => SystemTextJsonRawMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => Inner;

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => context.CreateScope("plain-json");

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        var exchange = receiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) ? receiveContext.TransportHeaders.Get<string>(ReplayedMessage.ExchangeHeader) ?? delivery.Exchange : null;
        var types = string.IsNullOrEmpty(exchange) ? [] : new[] { $"urn:message:{exchange}" };
        var id = exchange is null ? (Guid?)null : PlainMessageContext.IdOf(exchange, delivery!.Properties.MessageId, receiveContext.Body.GetBytes());
        var message = Read(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress, types, id);
        ReplyAddresses.Demand(receiveContext, message);
        return new BodyConsumeContext(receiveContext, message);
    }

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        Read(body, headers, destinationAddress, [], id: null);

    public MessageBody GetMessageBody(string text) => Inner.GetMessageBody(text);

    private SystemTextJsonRawSerializerContext Read(MessageBody body, Headers headers, Uri? destination, string[] types, Guid? id)
    {
        try
        {
            var json = JsonSerializer.Deserialize<JsonElement>(CamelCase(body.GetBytes()), SystemTextJsonMessageSerializer.Options);
            return new SystemTextJsonRawSerializerContext(SystemTextJsonMessageSerializer.Instance,
                SystemTextJsonMessageSerializer.Options, ContentType, new PlainMessageContext(new RawMessageContext(headers, destination, Options), id), types, Options, json);
        }
        catch (JsonException e)
        {
            // The body stays out of the reason: it holds names and telephone numbers. No inner exception: the error queue shows the innermost one.
#pragma warning disable MA0054
            throw new SerializationException($"The body is no JSON object: {(e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine}" : "it is of another kind")}");
#pragma warning restore MA0054
        }
    }

    // Only the message's own members: the keys inside `values` and `reply_markup` belong to templates and to Telegram.
    private static byte[] CamelCase(byte[] body)
    {
        if (JsonNode.Parse(body) is not JsonObject message)
            throw new JsonException("not an object");
        foreach (var name in message.Select(member => member.Key).Where(key => key.Contains('_', StringComparison.Ordinal)).ToList())
        {
            var value = message[name];
            message.Remove(name);
            message.TryAdd(ToCamelCase(name), value);
        }

        return JsonSerializer.SerializeToUtf8Bytes(message);
    }

    private static string ToCamelCase(string name)
    {
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? name : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
