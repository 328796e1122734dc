using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The latest edit of each message that this process noted while Redis was unavailable: until Redis knows it, an older one must not be made over it.</summary>
internal sealed class EditsAhead(RedisLedger shared)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _orderedAt = new();

    public IEnumerable<KeyValuePair<Guid, DateTimeOffset>> All => _orderedAt;

    public void Note(Guid target, DateTimeOffset orderedAt) => _orderedAt.AddOrUpdate(target, orderedAt, (_, known) => known > orderedAt ? known : orderedAt);

    /// <summary>True where a later edit of the message is noted.</summary>
    public bool HasLater(Guid target, DateTimeOffset orderedAt) => _orderedAt.TryGetValue(target, out var noted) && noted > orderedAt;

    /// <summary>Tells Redis, which keeps the latest. One that is noted meanwhile stays.</summary>
    public async Task WriteAsync(Guid target, DateTimeOffset orderedAt)
    {
        await shared.IsLatestEditAsync(target, orderedAt);
        _orderedAt.TryRemove(KeyValuePair.Create(target, orderedAt));
    }
}
