using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>The board of a process that keeps its state in memory; it remembers the newest 100,000 messages.</summary>
internal sealed class MemoryMessageBoard : IMessageBoard
{
    private const int Most = 100_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, MessageEntry> entries = [];
    private readonly Queue<Guid> order = new();

    public Task QueuedAsync(SendMessage order) => NoteAsync(MessageEntry.Queued(order));

    public Task NoteAsync(MessageEntry entry)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(entry.MessageId, out var known))
                order.Enqueue(entry.MessageId);
            else if (known.State >= entry.State)
                return Task.CompletedTask;
            entries[entry.MessageId] = entry;
            if (order.Count > Most)
                entries.Remove(order.Dequeue());
        }

        return Task.CompletedTask;
    }

    public Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen)
    {
        lock (gate)
        {
            if (entries.GetValueOrDefault(unknown.MessageId)?.State != unknown.State)
            {
                return Task.FromResult(false);
            }

            entries[unknown.MessageId] = chosen;
            return Task.FromResult(true);
        }
    }

    public Task<MessageEntry?> FindAsync(Guid messageId)
    {
        lock (gate)
            return Task.FromResult(entries.GetValueOrDefault(messageId));
    }

    public Task<IReadOnlyList<MessageEntry>> UnknownAsync(int skip, int most)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<MessageEntry>>(
                [.. entries.Values.Where(entry => entry.State == MessageState.Unknown).OrderBy(entry => entry.At).Skip(skip).Take(most)]);
        }
    }
}
