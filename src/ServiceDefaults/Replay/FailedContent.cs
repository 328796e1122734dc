using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>A failed message with what it carries.</summary>
/// <param name="Message">What its headers say.</param>
/// <param name="Headers">All of them, as texts; lists and tables as JSON.</param>
/// <param name="Body">The message itself, without its envelope; the whole body where it cannot be read.</param>
public sealed record FailedContent(FailedMessage Message, IReadOnlyDictionary<string, string?> Headers, string Body)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static FailedContent Of(FailedMessage described, BasicGetResult message)
    {
        var text = BodyText.Shown(message.Body.Span);
        return new FailedContent(
            described,
            (message.BasicProperties.Headers ?? new Dictionary<string, object?>()).ToDictionary(header => header.Key, header => header.Value switch
            {
                null => null,
                not byte[] and (IList or IDictionary) => JsonOf(header.Value)!.ToJsonString(Readable),
                var value => Plain(value),
            }),
            ReplayedMessage.HasEnvelope(message.BasicProperties.ContentType) ? ReplayedMessage.MessageOf(message.Body.Span) ?? text : text);
    }

    private static JsonNode? JsonOf(object? value) => value switch
    {
        null => null,
        byte[] => JsonValue.Create(Plain(value)),
        IDictionary<string, object?> table => new JsonObject(table.Select(member => KeyValuePair.Create(member.Key, JsonOf(member.Value)))),
        IList list => new JsonArray([.. list.Cast<object?>().Select(JsonOf)]),
        bool flag => JsonValue.Create(flag),
        sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(Plain(value)),
    };

    private static string? Plain(object value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        AmqpTimestamp at => DateTimeOffset.FromUnixTimeSeconds(at.UnixTime).ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
