using System.Security.Cryptography;
using System.Text;
using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// The envelope that a plain body does not have. Its message id is the one that its publisher set. Where there is none, each delivery is a
/// message of its own: two equal bodies are two orders, and a body that the broker delivers again after a crash
/// is harmless, since every consumer is idempotent.
/// </summary>
internal sealed class RawJsonMessageContext(MessageContext inner, Guid? messageId) : MessageContext
{
    public Guid? MessageId => messageId ?? inner.MessageId;

    public Guid? RequestId => inner.RequestId;

    public Guid? CorrelationId => inner.CorrelationId;

    public Guid? ConversationId => inner.ConversationId;

    public Guid? InitiatorId => inner.InitiatorId;

    public DateTime? ExpirationTime => inner.ExpirationTime;

    public Uri? SourceAddress => inner.SourceAddress;

    public Uri? DestinationAddress => inner.DestinationAddress;

    public Uri? ResponseAddress => inner.ResponseAddress;

    public Uri? FaultAddress => inner.FaultAddress;

    public DateTime? SentTime => inner.SentTime;

    public Headers Headers => inner.Headers;

    public HostInfo Host => inner.Host;

    /// <summary>Where a message was first published to; null where it came through no broker.</summary>
    public static string? ExchangeOf(ReceiveContext received) =>
        received.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) ? received.TransportHeaders.Get<string>(ReplayedMessage.ExchangeHeader) ?? delivery.Exchange : null;

    /// <summary>The id of a message whose body has none.</summary>
    /// <param name="exchange">Where it was published to.</param>
    /// <param name="given">What its publisher called it, by the AMQP property message_id or in an envelope: any text; null where there is none.</param>
    public static Guid IdOf(string exchange, string? given)
    {
        if (Guid.TryParse(given, out var id) && id != Guid.Empty)
        {
            return id;
        }

        // One of nothing but zeroes names no message: of two, the second would be taken for the first.
        return string.IsNullOrWhiteSpace(given) || Guid.TryParse(given, out _) ? NewId.NextGuid() : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{exchange}\n{given}\n")).AsSpan(0, 16));
    }
}
