using MassTransit.Context;
using MassTransit.Serialization;
using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.WarmUps;

/// <summary>Takes a message along the wire without a wire: written as it is sent, read and checked as it is received.</summary>
public static class WireWarmUp
{
    private static readonly Uri Nowhere = new("loopback://localhost/nowhere");

    /// <summary>The step for a message.</summary>
    public static WarmUpStep Of<T>(T message)
        where T : class => new(typeof(T).Name, _ => Pass(message));

    /// <summary>The message as it arrives.</summary>
    public static T Pass<T>(T message)
        where T : class
    {
        var context = new MessageSendContext<T>(message) { DestinationAddress = Nowhere, MessageId = Guid.Empty, ConversationId = Guid.Empty };
        var body = SystemTextJsonMessageSerializer.Instance.GetMessageBody(context);
        var arrived = new EnvelopeJson().Deserialize(new BytesMessageBody(body.GetBytes()), EmptyHeaders.Instance);
        if (!arrived.TryGetMessage<T>(out var received) || received is null)
        {
            throw new InvalidOperationException($"{typeof(T).Name} does not arrive as itself.");
        }

        MessageValidator.Demand(received);
        return received;
    }
}
