using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>A failed message with what it carries.</summary>
/// <param name="Message">What its headers say.</param>
/// <param name="Headers">All of them, as texts.</param>
/// <param name="Body">The message itself, without its envelope; the whole body where it cannot be read.</param>
public sealed record FailedContent(FailedMessage Message, IReadOnlyDictionary<string, string?> Headers, string Body)
{
    internal static FailedContent Of(FailedMessage described, BasicGetResult message)
    {
        var text = BodyText.Shown(message.Body.Span);
        return new FailedContent(
            described,
            (message.BasicProperties.Headers ?? new Dictionary<string, object?>()).ToDictionary(header => header.Key, header => header.Value switch
            {
                null => null,
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                string or bool or int or long => Convert.ToString(header.Value, CultureInfo.InvariantCulture),
                var other => JsonValue.Create(other.ToString())?.ToString(),
            }),
            ReplayedMessage.HasEnvelope(message.BasicProperties.ContentType) ? ReplayedMessage.MessageOf(message.Body.Span) ?? text : text);
    }
}
