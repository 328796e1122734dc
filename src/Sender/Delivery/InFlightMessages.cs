using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// The messages that this process is busy with. The ledger alone would keep a message from being sent twice; this keeps a second copy of one
/// that is just being sent from taking a place in its chat's line for nothing.
/// </summary>
internal sealed class InFlightMessages
{
    private readonly ConcurrentDictionary<Guid, byte> _messages = new();

    /// <summary>To be disposed of when the message is done with; null while another copy of it is in hand.</summary>
    public IDisposable? TryTake(Guid messageId) => _messages.TryAdd(messageId, 0) ? new Hold(this, messageId) : null;

    private sealed class Hold(InFlightMessages all, Guid messageId) : IDisposable
    {
        public void Dispose() => all._messages.TryRemove(messageId, out _);
    }
}
