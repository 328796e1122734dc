using MassTransit.Middleware;
using PhStudio.Messaging.RedisIntegration.Messages;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>The progress of one message: new, committed with its outgoing messages, or delivered.</summary>
internal sealed class InboxState
{
    private InboxState(RedisKey key, IReadOnlyList<StoredMessage> outgoing, bool consumed, bool delivered, bool finished, long lastSequence)
    {
        Key = key;
        Outgoing = outgoing;
        Consumed = consumed;
        Delivered = delivered;
        Finished = finished;
        LastSequence = lastSequence;
    }

    public RedisKey Key { get; }

    /// <summary>Outgoing messages in the order in which they were sent.</summary>
    public IReadOnlyList<StoredMessage> Outgoing { get; }

    public bool Consumed { get; }

    public bool Delivered { get; set; }

    /// <summary>Redis knows that all is delivered.</summary>
    public bool Finished { get; set; }

    /// <summary>The last one that was delivered; they count from 1.</summary>
    public long LastSequence { get; set; }

    public static InboxState New(RedisKey key) => new(key, [], consumed: false, delivered: false, finished: false, 0);

    public static InboxState WasDelivered(RedisKey key) => new(key, [], consumed: true, delivered: true, finished: true, 0);

    public static InboxState Committed(RedisKey key, IReadOnlyList<StoredMessage> outgoing) =>
        new(key, outgoing, consumed: true, delivered: outgoing.Count == 0, finished: outgoing.Count == 0, 0);

    public static InboxState WasCommitted(RedisKey key, RedisValue messages, long lastSequence) =>
        new(key, StoredMessage.ListFromJson((byte[])messages!), consumed: true, delivered: false, finished: false, lastSequence);
}
