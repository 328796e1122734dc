using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The ledger of a single process without Redis: gone with the process, as its queues are.</summary>
public sealed class InMemoryLedger(LedgerOptions options, TimeProvider time) : ILedger
{
    private readonly ConcurrentDictionary<LedgerKey, Row> _rows = new();
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset OrderedAt, DateTimeOffset Forget)> _edits = new();
    private readonly ConcurrentDictionary<Guid, (string Order, DateTimeOffset Forget)> _parked = new();
    private DateTimeOffset _nextSweep = time.GetUtcNow() + TimeSpan.FromHours(1);

    public Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false) => ChangeAsync<Claim>(key, row =>
    {
        if (Look(row, evenUnknown) is { } taken)
        {
            return taken;
        }

        (row.State, row.Owner, row.Until) = (EntryState.Claimed, options.Owner, time.GetUtcNow() + options.Lease);
        return new Claim.Granted(++row.Attempts);
    });

    public Task<Claim?> LookAsync(LedgerKey key) => ChangeAsync(key, row => Look(row, evenUnknown: false));

    public Task<Claim?> GiveUpAsync(LedgerKey key, FailureReason reason) => ChangeAsync(key, row =>
    {
        if (Look(row, evenUnknown: false) is { } taken)
        {
            return taken;
        }

        (row.State, row.Reason) = (EntryState.Failed, reason);
        return null;
    });

    public Task SentAsync(LedgerKey key, DeliveredMessage delivery) => ChangeAsync(key, row =>
    {
        if (row.State != EntryState.Sent)
        {
            (row.State, row.Delivery, row.Reason) = (EntryState.Sent, delivery, null);
        }

        return true;
    });

    public Task FailedAsync(LedgerKey key, FailureReason reason) => ChangeAsync(key, row =>
    {
        if (row.State != EntryState.Sent)
        {
            (row.State, row.Reason) = (EntryState.Failed, reason);
        }

        return true;
    });

    public Task UnknownAsync(LedgerKey key, bool counts = true) => LeaveAsync(key, EntryState.Unknown, counts);

    public Task ReleaseAsync(LedgerKey key, bool counts = true) => LeaveAsync(key, EntryState.Open, counts);

    public Task LearnAsync(LedgerKey key, Learned learned) => ChangeAsync(key, row =>
    {
        row.Learned |= learned;
        return true;
    });

    public Task<bool> ReopenAsync(LedgerKey key) => ChangeAsync(key, row =>
    {
        if (row.State is not (EntryState.Unknown or EntryState.Failed))
        {
            return false;
        }

        row.State = EntryState.Open;
        return true;
    });

    public Task<LedgerEntry?> FindAsync(LedgerKey key) =>
        Task.FromResult(_rows.TryGetValue(key, out var row) && row.Forget > time.GetUtcNow() && row.Touched ? row.Entry : null);

    public Task<bool> IsLatestEditAsync(Guid target, DateTimeOffset orderedAt)
    {
        var latest = _edits.AddOrUpdate(
            target,
            _ => (orderedAt, time.GetUtcNow() + options.Expiry),
            (_, known) => (known.OrderedAt > orderedAt ? known.OrderedAt : orderedAt, time.GetUtcNow() + options.Expiry));

        return Task.FromResult(latest.OrderedAt == orderedAt);
    }

    public Task ParkAsync(Guid messageId, string order)
    {
        Sweep();
        _parked[messageId] = (order, time.GetUtcNow() + options.Expiry);
        return Task.CompletedTask;
    }

    public Task<string?> ParkedAsync(Guid messageId) => Task.FromResult(_parked.TryGetValue(messageId, out var kept) && kept.Forget > time.GetUtcNow() ? kept.Order : null);

    public Task UnparkAsync(Guid messageId)
    {
        _parked.TryRemove(messageId, out _);
        return Task.CompletedTask;
    }

    public Task UnparkAsync(Guid messageId, string order)
    {
        if (_parked.TryGetValue(messageId, out var kept) && kept.Order == order)
        {
            _parked.TryRemove(KeyValuePair.Create(messageId, kept));
        }

        return Task.CompletedTask;
    }

    public Task EraseChatAsync(LedgerKey key, IReadOnlyCollection<string> chats) => ChangeAsync(key, row =>
    {
        if (row.Delivery is { } delivery && chats.Contains(delivery.ChatId))
        {
            row.Delivery = delivery with { ChatId = PersonTraces.Erased };
        }

        return true;
    });

    /// <summary>Another ledger knows it from now on.</summary>
    internal void Forget(LedgerKey key) => _rows.TryRemove(key, out _);

    /// <summary>Null for an entry that is free. A claim whose lease is over becomes unknown.</summary>
    private Claim? Look(Row row, bool evenUnknown)
    {
        if (row.State == EntryState.Claimed && row.Until > time.GetUtcNow())
        {
            return new Claim.Held(row.Until);
        }

        if (row.State == EntryState.Claimed)
        {
            row.State = EntryState.Unknown;
        }

        return row.State is EntryState.Sent or EntryState.Failed || (row.State == EntryState.Unknown && !evenUnknown) ? new Claim.Settled(row.Entry) : null;
    }

    private Task LeaveAsync(LedgerKey key, EntryState state, bool counts) => ChangeAsync(key, row =>
    {
        if (IsOurs(row))
        {
            row.State = state;
            row.Attempts -= counts ? 0 : 1;
        }

        return true;
    });

    private bool IsOurs(Row row) => row.State == EntryState.Claimed && row.Owner == options.Owner;

    private Task<T> ChangeAsync<T>(LedgerKey key, Func<Row, T> change)
    {
        Sweep();
        while (true)
        {
            var row = _rows.GetOrAdd(key, _ => new Row { Forget = time.GetUtcNow() + options.ExpiryOf(key) });
            lock (row)
            {
                if (row.Forget <= time.GetUtcNow())
                {
                    _rows.TryRemove(KeyValuePair.Create(key, row));
                    continue;
                }

                var answer = change(row);
                row.Forget = time.GetUtcNow() + options.ExpiryOf(key);
                row.Touched |= row.State != EntryState.Open || row.Attempts > 0 || row.Learned != Learned.Nothing;
                return Task.FromResult(answer);
            }
        }
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + TimeSpan.FromHours(1);
        foreach (var old in _rows.Where(pair => pair.Value.Forget <= now))
        {
            _rows.TryRemove(old);
        }

        foreach (var old in _edits.Where(pair => pair.Value.Forget <= now))
        {
            _edits.TryRemove(old);
        }

        foreach (var old in _parked.Where(pair => pair.Value.Forget <= now))
        {
            _parked.TryRemove(old);
        }
    }

    private sealed class Row
    {
        public EntryState State { get; set; }

        public string Owner { get; set; } = "";

        public DateTimeOffset Until { get; set; }

        public int Attempts { get; set; }

        public DeliveredMessage? Delivery { get; set; }

        public FailureReason? Reason { get; set; }

        public Learned Learned { get; set; }

        public DateTimeOffset Forget { get; set; }

        /// <summary>False for a row that a question made and no claim ever used.</summary>
        public bool Touched { get; set; }

        public LedgerEntry Entry => new(State, Attempts, Delivery, Reason, Learned);
    }
}
