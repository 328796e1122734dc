using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit.Context;
using MassTransit.Serialization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Reads JSON without an envelope, as a platform in any language publishes it to the exchange of a message type.
/// The type is the exchange that it was published to: MassTransit's own raw reader would offer one body as every type
/// that the queue takes, and a cancellation would also be tried as a confirmation.
/// It is read by <see cref="WireReader"/>, exactly as the body of an HTTP call.
/// </summary>
internal sealed class RawJsonDeserializer : ISerializerFactory, IMessageDeserializer
{
    private const RawSerializerOptions Options = RawSerializerOptions.CopyHeaders;

    private const string Unread = " cannot be read: ";

    private static readonly SystemTextJsonRawMessageSerializer Inner = new(Options);

    private static readonly Dictionary<string, Type> Contracts = typeof(BookingCreated).Assembly.GetExportedTypes().Where(WireConverter.IsContract).ToDictionary(Topology.Exchange);

    /// <summary>The full name of the type that a refused body was to be, by the refusal: the error queue keeps no other trace of the exchange. Null where it was none of ours.</summary>
    public static string? RefusedType(string? reason) =>
        reason?.IndexOf(Unread, StringComparison.Ordinal) is { } at and > 0 ? Contracts.Values.FirstOrDefault(type => reason.AsSpan(0, at).SequenceEqual(type.Name))?.FullName : null;

    public ContentType ContentType => SystemTextJsonRawMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => Inner;

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => context.CreateScope("plain-json");

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        var exchange = RawJsonMessageContext.ExchangeOf(receiveContext);
        RequestCharset.Demand(receiveContext.ContentType);
        var id = exchange is null ? (Guid?)null : RawJsonMessageContext.IdOf(exchange, receiveContext.GetPayload<RabbitMqBasicConsumeContext>().Properties.MessageId);
        var message = Read(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress, exchange, id);
        ReplyAddresses.Demand(receiveContext, message);
        return new BodyConsumeContext(receiveContext, message);
    }

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        Read(body, headers, destinationAddress, exchange: null, id: null);

    public MessageBody GetMessageBody(string text) => Inner.GetMessageBody(text);

    // Our own outcome comes back in an envelope. A platform's count of its own would be taken for ours, and the cancellation for one that was told before; with its own moment it would be told to the platform as ours.
    private static object OfPlatform(object message) => message is BookingCancelled cancelled ? cancelled with { CancelledAt = null, Sequence = null, Previous = null } : message;

    private SystemTextJsonRawSerializerContext Read(MessageBody body, Headers headers, Uri? destination, string? exchange, Guid? id)
    {
        var types = string.IsNullOrEmpty(exchange) ? [] : new[] { $"urn:message:{exchange}" };
        var type = exchange is null ? null : Contracts.GetValueOrDefault(exchange);
        try
        {
            var json = type is null
                ? JsonSerializer.Deserialize<JsonElement>(WireReader.Utf8Of(body.GetBytes()), SystemTextJsonMessageSerializer.Options)
                : JsonSerializer.SerializeToElement(WireReader.Read(type, body.GetBytes(), checks: true, OfPlatform), type, SystemTextJsonMessageSerializer.Options);
            return new SystemTextJsonRawSerializerContext(SystemTextJsonMessageSerializer.Instance,
                SystemTextJsonMessageSerializer.Options, ContentType, new RawJsonMessageContext(new RawMessageContext(headers, destination, Options), id), types, Options, json);
        }
        catch (Exception e) when (e is WireException or JsonException)
        {
            // No value stands in the reason: a body holds names and telephone numbers. No inner exception: the error queue shows the innermost one.
#pragma warning disable MA0054
            throw new SerializationException($"{type?.Name ?? "A message"}{Unread}{(e is WireException ? e.Message : "The body must be one JSON object.")}");
#pragma warning restore MA0054
        }
    }
}
