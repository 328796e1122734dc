using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Ledger;

/// <summary>The ledger of a single process without Redis: gone with the process, as its queues are.</summary>
public sealed class InMemoryLedger(LedgerOptions options, TimeProvider time) : ILedger
{
    private readonly ConcurrentDictionary<LedgerKey, Row> rows = new();
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset OrderedAt, DateTimeOffset Forget)> edits = new();
    private readonly ConcurrentDictionary<Guid, string> parked = new();
    private DateTimeOffset nextSweep = time.GetUtcNow() + TimeSpan.FromHours(1);

    public Task<Claim> Claim(LedgerKey key, bool evenUnknown = false, bool isFirst = false) => Change<Claim>(key, row =>
    {
        var now = time.GetUtcNow();
        if (row.State == EntryState.Claimed && row.Until > now)
        {
            return new Claim.Held(row.Until);
        }

        if (row.State == EntryState.Claimed)
        {
            row.State = EntryState.Unknown;
        }

        if (row.State is EntryState.Sent or EntryState.Failed || (row.State == EntryState.Unknown && !evenUnknown))
        {
            return new Claim.Settled(row.Entry);
        }

        (row.State, row.Owner, row.Until) = (EntryState.Claimed, options.Owner, now + options.Lease);
        return new Claim.Granted(++row.Attempts);
    });

    public Task Sent(LedgerKey key, Delivery delivery) => Change(key, row =>
    {
        if (row.State != EntryState.Sent)
        {
            (row.State, row.Delivery, row.Reason) = (EntryState.Sent, delivery, null);
        }

        return true;
    });

    public Task Failed(LedgerKey key, FailureReason reason) => Change(key, row =>
    {
        if (row.State != EntryState.Sent)
        {
            (row.State, row.Reason) = (EntryState.Failed, reason);
        }

        return true;
    });

    public Task Unknown(LedgerKey key) => Change(key, row =>
    {
        if (IsOurs(row))
        {
            row.State = EntryState.Unknown;
        }

        return true;
    });

    public Task Release(LedgerKey key, bool counts = true) => Change(key, row =>
    {
        if (IsOurs(row))
        {
            row.State = EntryState.Open;
            row.Attempts -= counts ? 0 : 1;
        }

        return true;
    });

    public Task Learn(LedgerKey key, Learned learned) => Change(key, row =>
    {
        row.Learned |= learned;
        return true;
    });

    public Task<bool> Reopen(LedgerKey key) => Change(key, row =>
    {
        if (row.State is not (EntryState.Unknown or EntryState.Failed))
        {
            return false;
        }

        row.State = EntryState.Open;
        return true;
    });

    public Task<LedgerEntry?> Find(LedgerKey key) =>
        Task.FromResult(rows.TryGetValue(key, out var row) && row.Forget > time.GetUtcNow() && row.Touched ? row.Entry : null);

    public Task<bool> IsLatestEdit(Guid target, DateTimeOffset orderedAt)
    {
        var latest = edits.AddOrUpdate(
            target,
            _ => (orderedAt, time.GetUtcNow() + options.Expiry),
            (_, known) => (known.OrderedAt > orderedAt ? known.OrderedAt : orderedAt, time.GetUtcNow() + options.Expiry));

        return Task.FromResult(latest.OrderedAt == orderedAt);
    }

    public Task Park(Guid messageId, string order)
    {
        parked[messageId] = order;
        return Task.CompletedTask;
    }

    public Task<string?> Parked(Guid messageId) => Task.FromResult(parked.GetValueOrDefault(messageId));

    public Task Unpark(Guid messageId)
    {
        parked.TryRemove(messageId, out _);
        return Task.CompletedTask;
    }

    private bool IsOurs(Row row) => row.State == EntryState.Claimed && row.Owner == options.Owner;

    private Task<T> Change<T>(LedgerKey key, Func<Row, T> change)
    {
        Sweep();
        while (true)
        {
            var row = rows.GetOrAdd(key, _ => new Row { Forget = time.GetUtcNow() + options.Expiry });
            lock (row)
            {
                if (row.Forget <= time.GetUtcNow())
                {
                    rows.TryRemove(KeyValuePair.Create(key, row));
                    continue;
                }

                var answer = change(row);
                row.Forget = time.GetUtcNow() + options.Expiry;
                row.Touched |= row.State != EntryState.Open || row.Attempts > 0 || row.Learned != Learned.Nothing;
                return Task.FromResult(answer);
            }
        }
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now < nextSweep)
        {
            return;
        }

        nextSweep = now + TimeSpan.FromHours(1);
        foreach (var old in rows.Where(pair => pair.Value.Forget <= now))
        {
            rows.TryRemove(old);
        }

        foreach (var old in edits.Where(pair => pair.Value.Forget <= now))
        {
            edits.TryRemove(old);
        }
    }

    private sealed class Row
    {
        public EntryState State { get; set; }

        public string Owner { get; set; } = "";

        public DateTimeOffset Until { get; set; }

        public int Attempts { get; set; }

        public Delivery? Delivery { get; set; }

        public FailureReason? Reason { get; set; }

        public Learned Learned { get; set; }

        public DateTimeOffset Forget { get; set; }

        /// <summary>False for a row that a question made and no claim ever used.</summary>
        public bool Touched { get; set; }

        public LedgerEntry Entry => new(State, Attempts, Delivery, Reason, Learned);
    }
}
