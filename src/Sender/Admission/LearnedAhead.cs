using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// What this process learned of messages while Redis was unavailable. It says nothing of where they stand: for a message of which only that is known, an entry of others may be there,
/// and who wants to claim it or to take it back asks Redis, or waits for it.
/// </summary>
internal sealed class LearnedAhead(RedisLedger shared)
{
    private readonly ConcurrentDictionary<LedgerKey, Learned> _learned = new();

    public IEnumerable<KeyValuePair<LedgerKey, Learned>> All => _learned;

    public void Note(LedgerKey key, Learned learned) => _learned.AddOrUpdate(key, learned, (_, known) => known | learned);

    /// <summary>The entry with what is noted beside it.</summary>
    public LedgerEntry? With(LedgerKey key, LedgerEntry? entry)
    {
        if (!_learned.TryGetValue(key, out var learned))
        {
            return entry;
        }

        entry ??= new LedgerEntry(EntryState.Open, Attempts: 0);
        return entry with { Learned = entry.Learned | learned };
    }

    /// <summary>Tells Redis, which adds it to what it knows. What is noted meanwhile stays.</summary>
    public async Task WriteAsync(LedgerKey key, Learned learned)
    {
        await shared.LearnAsync(key, learned);
        _learned.TryRemove(KeyValuePair.Create(key, learned));
    }
}
