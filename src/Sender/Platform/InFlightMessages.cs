using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>
/// The messages that this process is busy with. The ledger alone would keep a message from being sent twice; this keeps a second copy of one
/// that is just being sent from taking a place in its chat's queue.
/// </summary>
internal sealed class InFlightMessages(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Held> _messages = new();

    /// <summary>To be disposed of when the message is done with; null while another copy of it is in hand.</summary>
    public IDisposable? TryTake(SendMessage order) => _messages.TryAdd(order.MessageId, new Held(time.GetUtcNow(), order.Priority, order.SendAt ?? order.CreatedAt)) ? new Hold(this, order.MessageId) : null;

    /// <summary>How many there are.</summary>
    public int Count => _messages.Count;

    /// <summary>When the oldest of them was taken; null where there is none.</summary>
    public DateTimeOffset? Since => _messages.Values.Min(held => (DateTimeOffset?)held.At);

    /// <summary>When the oldest of each lane was ordered, or was to be sent where it had its own time; null where there is none.</summary>
    public IReadOnlyDictionary<Priority, DateTimeOffset>? Lanes =>
        _messages.Values.GroupBy(held => held.Priority).ToDictionary(lane => lane.Key, lane => lane.Min(held => held.OrderedAt)) is { Count: > 0 } lanes ? lanes : null;

    private sealed record Held(DateTimeOffset At, Priority Priority, DateTimeOffset OrderedAt);

    private sealed class Hold(InFlightMessages all, Guid messageId) : IDisposable
    {
        public void Dispose() => all._messages.TryRemove(messageId, out _);
    }
}
