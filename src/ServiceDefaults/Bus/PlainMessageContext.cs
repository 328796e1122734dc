using System.Security.Cryptography;
using System.Text;
using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// The envelope that a plain body does not have. Its message id is the one that its publisher set or, where there is none, computed from
/// what it says: the broker's redelivery after a crash must come under the same id, since by it the outbox goes on where it was.
/// The price: two bodies alike to the letter are one message for as long as the outbox remembers, unless they carry ids.
/// </summary>
internal sealed class PlainMessageContext(MessageContext inner, Guid? messageId) : MessageContext
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

    /// <summary>The id of a plain body.</summary>
    /// <param name="exchange">Where it was published to.</param>
    /// <param name="given">The AMQP property message_id, any text; null where there is none.</param>
    /// <param name="body">The body.</param>
    public static Guid IdOf(string exchange, string? given, byte[] body)
    {
        if (Guid.TryParse(given, out var id) && id != Guid.Empty)
            return id;
        byte[] named = [.. Encoding.UTF8.GetBytes($"{exchange}\n{given}\n"), .. string.IsNullOrEmpty(given) ? body : []];
        return new Guid(SHA256.HashData(named).AsSpan(0, 16));
    }
}
