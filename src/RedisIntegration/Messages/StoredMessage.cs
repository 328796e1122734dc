using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using MassTransit.Metadata;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace PhStudio.Messaging.RedisIntegration.Messages;

/// <summary>
/// A message as it waits in Redis: its body as it will go out, and everything of its envelope that the transport needs to send it as if it went out now.
/// Ids, addresses, headers (with the trace), expiry and transport properties (routing key) survive.
/// </summary>
internal sealed class StoredMessage : OutboxMessageContext
{
    private static readonly JsonSerializerOptions Format = new(CompactJson.Format)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private Headers? _headers;
    private IReadOnlyDictionary<string, object>? _properties;

    public Guid MessageId { get; set; }
    public Uri? DestinationAddress { get; set; }
    public Uri? SourceAddress { get; set; }
    public Uri? ResponseAddress { get; set; }
    public Uri? FaultAddress { get; set; }
    public Guid? RequestId { get; set; }
    public Guid? CorrelationId { get; set; }
    public Guid? ConversationId { get; set; }
    public Guid? InitiatorId { get; set; }
    public DateTime? SentTime { get; set; }
    public DateTime? ExpirationTime { get; set; }
    public string ContentType { get; set; } = "";
    public string MessageType { get; set; } = "";
    public string Body { get; set; } = "";
    public long SequenceNumber { get; set; }

    /// <summary>Headers by name; the one name that this class adds to JSON, since MassTransit's is an interface.</summary>
    [JsonPropertyName("headers")]
    public Dictionary<string, object?>? HeaderValues { get; set; }

    /// <summary>The transport's own properties by name, for example the routing key.</summary>
    [JsonPropertyName("properties")]
    public Dictionary<string, object>? PropertyValues { get; set; }

    [JsonIgnore]
    public Headers Headers => _headers ??= HeaderValues is { Count: > 0 } ? new DictionarySendHeaders(HeaderValues!) : EmptyHeaders.Instance;

    [JsonIgnore]
    public IReadOnlyDictionary<string, object> Properties =>
        _properties ??= new Dictionary<string, object>(PropertyValues ?? [], StringComparer.OrdinalIgnoreCase);

    [JsonIgnore]
    public HostInfo Host => HostMetadataCache.Host;

    Guid? MessageContext.MessageId => MessageId;

    public static StoredMessage FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<StoredMessage>(json, Format) ?? throw new JsonException("The stored message is null.");

    public static IReadOnlyList<StoredMessage> ListFromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<List<StoredMessage>>(json, Format) ?? [];

    public static byte[] ListToJson(IReadOnlyList<StoredMessage> messages) => JsonSerializer.SerializeToUtf8Bytes(messages, Format);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Format);
}
