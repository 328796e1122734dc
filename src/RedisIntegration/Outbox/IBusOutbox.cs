namespace MassTransit;

/// <summary>
/// Publishes and sends from outside a consumer, an HTTP call for instance: a call returns when the message is stored in Redis, and the message is delivered
/// from there, at least once, when the broker takes it. So an answer "202 accepted" may be given while the broker is unavailable.
/// The order of messages is not kept. Without a Redis a call returns when the broker has confirmed the message.
/// </summary>
public interface IBusOutbox : IPublishEndpoint, ISendEndpointProvider
{
}

/// <summary>So many messages wait for the broker that no more are taken: answer 503 and let the caller come again.</summary>
public sealed class BusOutboxFullException(int limit)
    : MassTransitException($"{limit} messages wait for the broker already; no more are taken until some are delivered.")
{
    /// <summary>How many may wait.</summary>
    public int Limit { get; } = limit;
}
