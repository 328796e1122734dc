using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// A message of an error queue as it goes back, without the traces of its failure. The count of redeliveries stands in the AMQP headers and in
/// the envelope, and the envelope is read: moved back as it is, a message would get no new redeliveries (docs/masstransit.md 25).
/// </summary>
public static class ReplayedMessage
{
    /// <summary>True on a message that an operator moved back: a store that remembers its failure forgets it.</summary>
    public const string Header = "PhStudio-Replayed";

    /// <summary>The exchange that a plain body was published to, and so its type, where it comes back by another way.</summary>
    public const string ExchangeHeader = "PhStudio-Exchange";

    private const string Envelope = "application/vnd.masstransit+json";

    /// <summary>The headers that failures and waits write on a message, and that a new attempt must not see.</summary>
    private static readonly string[] Traces = ["MT-Redelivery-Count", "MT-Fault-", "MT-Reason", "MT-Host-", "PhStudio-"];

    /// <summary>True for a message with an envelope, false for a plain body.</summary>
    public static bool HasEnvelope(string? contentType) => contentType?.StartsWith(Envelope, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The AMQP headers to send it back with.</summary>
    /// <param name="headers">Those that it has.</param>
    /// <param name="exchange">Of a plain body, the exchange of its type.</param>
    public static IDictionary<string, object?> Headers(IEnumerable<KeyValuePair<string, object?>>? headers, string? exchange)
    {
        var kept = (headers ?? []).Where(header => !IsTrace(header.Key)).ToDictionary();
        kept[Header] = true;
        if (exchange is not null)
        {
            kept[ExchangeHeader] = exchange;
        }

        return kept;
    }

    /// <summary>The envelope to send back. Throws a <see cref="JsonException"/> where it is none after all.</summary>
    public static byte[] Body(ReadOnlySpan<byte> body)
    {
        var envelope = EnvelopeOf(body);

        var headers = envelope["headers"] as JsonObject ?? [];
        foreach (var trace in headers.Select(header => header.Key).Where(IsTrace).ToList())
        {
            headers.Remove(trace);
        }

        headers[Header] = true;
        envelope["headers"] = headers.Parent is null ? headers : headers.DeepClone();
        return JsonSerializer.SerializeToUtf8Bytes(envelope);
    }

    /// <summary>The queue that it failed in: the last part of the address on it; null where there is none.</summary>
    public static string? QueueOf(IDictionary<string, object?>? headers) =>
        Uri.TryCreate(TextOf(headers, "MT-Fault-InputAddress"), UriKind.Absolute, out var address) ? Uri.UnescapeDataString(address.Segments[^1].Trim('/')) : null;

    /// <summary>The full name of the type that it was read as when it failed; null where it could not be read.</summary>
    public static string? TypeOf(IDictionary<string, object?>? headers) => TextOf(headers, "MT-Fault-MessageType");

    /// <summary>Why it failed, in the words of the fault.</summary>
    public static string? ReasonOf(IDictionary<string, object?>? headers) => TextOf(headers, "MT-Fault-Message") ?? TextOf(headers, "MT-Reason");

    /// <summary>When it failed, as ISO 8601.</summary>
    public static string? TimeOf(IDictionary<string, object?>? headers) => TextOf(headers, "MT-Fault-Timestamp");

    /// <summary>The consumer that failed.</summary>
    public static string? ConsumerOf(IDictionary<string, object?>? headers) => TextOf(headers, "MT-Fault-ConsumerType");

    /// <summary>How often it was tried: retries at once of the last delivery, and redeliveries; null where it never failed.</summary>
    public static int? AttemptsOf(IDictionary<string, object?>? headers) =>
        TimeOf(headers) is null ? null : 1 + NumberOf(headers, "MT-Fault-RetryCount") + NumberOf(headers, "MT-Redelivery-Count");

    /// <summary>The full name of the type that an envelope names first; null where it names none, or is none.</summary>
    public static string? EnvelopeTypeOf(ReadOnlySpan<byte> body)
    {
        const string Urn = "urn:message:";
        try
        {
            var name = EnvelopeOf(body)["messageType"] is JsonArray { Count: > 0 } types ? types[0]?.GetValue<string>() : null;
            return name?.StartsWith(Urn, StringComparison.Ordinal) == true ? name[Urn.Length..].Replace(':', '.') : null;
        }
        catch (Exception e) when (WireJsonCheck.IsRefusal(e))
        {
            return null;
        }
    }

    /// <summary>The message in an envelope; null where it is none.</summary>
    public static string? MessageOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return EnvelopeOf(body)["message"]?.ToJsonString(Readable);
        }
        catch (Exception e) when (WireJsonCheck.IsRefusal(e))
        {
            return null;
        }
    }

    /// <summary>The envelope with another message. Throws a <see cref="JsonException"/> where it is none after all.</summary>
    public static byte[] WithMessage(ReadOnlySpan<byte> body, JsonNode message)
    {
        var envelope = EnvelopeOf(body);

        envelope["message"] = message;
        return JsonSerializer.SerializeToUtf8Bytes(envelope);
    }

    /// <summary>The envelope with a header. Throws a <see cref="JsonException"/> where it is none after all.</summary>
    public static byte[] WithHeader(ReadOnlySpan<byte> body, string name, string value)
    {
        var envelope = EnvelopeOf(body);

        if (envelope["headers"] is not JsonObject headers)
        {
            envelope["headers"] = headers = [];
        }

        headers[name] = value;
        return JsonSerializer.SerializeToUtf8Bytes(envelope);
    }

    // A name that is given twice is found here, and not by anybody who looks it up.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject EnvelopeOf(ReadOnlySpan<byte> body) => JsonNode.Parse(body, documentOptions: Strict) as JsonObject ?? throw new JsonException("not an object");

    private static int NumberOf(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out var value) == true && int.TryParse(value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture), out var number) ? number : 0;

    private static string? TextOf(IDictionary<string, object?>? headers, string name) => headers?.TryGetValue(name, out var value) != true ? null : value switch
    {
        string text => text,
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        _ => null,
    };

    private static bool IsTrace(string header) => Array.Exists(Traces, trace => header.StartsWith(trace, StringComparison.OrdinalIgnoreCase));
}
