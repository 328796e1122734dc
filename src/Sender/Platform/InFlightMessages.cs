using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>
/// The messages that this process is busy with. The ledger alone would keep a message from being sent twice; this keeps a second copy of one
/// that is just being sent from taking a place in its chat's line for nothing.
/// </summary>
internal sealed class InFlightMessages(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _messages = new();

    /// <summary>To be disposed of when the message is done with; null while another copy of it is in hand.</summary>
    public IDisposable? TryTake(Guid messageId) => _messages.TryAdd(messageId, time.GetUtcNow()) ? new Hold(this, messageId) : null;

    /// <summary>How many there are.</summary>
    public int Count => _messages.Count;

    /// <summary>When the oldest of them was taken; null where there is none.</summary>
    public DateTimeOffset? Since => _messages.Values.Order().Cast<DateTimeOffset?>().FirstOrDefault();

    private sealed class Hold(InFlightMessages all, Guid messageId) : IDisposable
    {
        public void Dispose() => all._messages.TryRemove(messageId, out _);
    }
}
