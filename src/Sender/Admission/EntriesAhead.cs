using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The entries of which this process knows what Redis does not yet: until it does, this process goes by its own ledger.</summary>
internal sealed class EntriesAhead(RedisLedger shared, InMemoryLedger own)
{
    // The last change of each.
    private readonly ConcurrentDictionary<LedgerKey, long> _ahead = new();

    // Held for a change of the own ledger, which waits for nothing, and while an entry ceases to be ahead: so none is changed unnoticed.
    private readonly Lock _changing = new();
    private long _changes;

    public IEnumerable<KeyValuePair<LedgerKey, long>> All => _ahead;

    public bool Contains(LedgerKey key) => _ahead.ContainsKey(key);

    /// <summary>The entry in the own ledger, or where Redis knows as much what that says.</summary>
    public Task<LedgerEntry?> FindAsync(LedgerKey key, Func<Task<LedgerEntry?>> askAsync)
    {
        lock (_changing)
        {
            if (_ahead.ContainsKey(key))
            {
                return own.FindAsync(key);
            }
        }

        return askAsync();
    }

    /// <summary>Changes the own ledger where Redis does not know the entry as it is; null where it does, and is to be asked.</summary>
    public T? TryAlone<T>(LedgerKey key, Func<T> change)
        where T : Task
    {
        lock (_changing)
        {
            return _ahead.ContainsKey(key) ? Alone(key, change) : null;
        }
    }

    /// <summary>Changes the own ledger, and notes that Redis does not know it.</summary>
    public T Alone<T>(LedgerKey key, Func<T> change)
        where T : Task
    {
        lock (_changing)
        {
            _ahead[key] = ++_changes;
            return change();
        }
    }

    /// <summary>Forgets the entry in the own ledger, unless Redis does not know it as it is.</summary>
    public void ForgetUnlessAhead(LedgerKey key)
    {
        lock (_changing)
        {
            if (!_ahead.ContainsKey(key))
            {
                own.Forget(key);
            }
        }
    }

    /// <summary>Writes an entry to Redis, which knows it from then on where it was not changed meanwhile.</summary>
    /// <param name="key">The entry.</param>
    /// <param name="change">Its last change, as <see cref="All"/> had it.</param>
    public async Task WriteAsync(LedgerKey key, long change)
    {
        var written = await WriteNowAsync(key);
        NoLongerAhead(key, change, isForgotten: written?.State != EntryState.Sent);
    }

    /// <summary>Redis knows the entry as it was at this change. What may still change is forgotten here, or it would be taken for news after the next outage.</summary>
    private void NoLongerAhead(LedgerKey key, long change, bool isForgotten)
    {
        lock (_changing)
        {
            if (_ahead.TryRemove(KeyValuePair.Create(key, change)) && isForgotten)
            {
                own.Forget(key);
            }
        }
    }

    /// <summary>Writes an entry as it is now. A claim is this Sender's there too, so that its request is settled there; one of another Sender stays.</summary>
    private async Task<LedgerEntry?> WriteNowAsync(LedgerKey key)
    {
        if (await own.FindAsync(key) is not { } entry)
        {
            return null;
        }

        if (entry is not { State: EntryState.Open, Attempts: 0 })
        {
            await shared.ClaimAsync(key, evenUnknown: true);
        }

        // Before it is free, so that the process that takes it next knows.
        if (entry.Learned != Learned.Nothing)
        {
            await shared.LearnAsync(key, entry.Learned);
        }

        await (entry.State switch
        {
            EntryState.Sent => shared.SentAsync(key, entry.Delivery!),
            EntryState.Failed => shared.FailedAsync(key, entry.Reason!.Value),
            EntryState.Unknown => shared.UnknownAsync(key, counts: entry.Attempts > 0),
            EntryState.Open => shared.ReleaseAsync(key, counts: entry.Attempts > 0),
            _ => Task.CompletedTask,
        });
        return entry;
    }
}
