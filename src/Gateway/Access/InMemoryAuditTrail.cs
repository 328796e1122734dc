using System.Globalization;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>In the memory of the process; the newest 100,000 records.</summary>
internal sealed class InMemoryAuditTrail(AuditOptions options, TimeProvider time) : IAuditTrail
{
    private const int Max = 100_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<(long Number, AuditRecord Record)> _records = [];
    private long _last;

    public Task AddAsync(AuditRecord record)
    {
        lock (_lock)
        {
            _last++;
            _records.AddFirst((_last, record with { Id = _last.ToString(CultureInfo.InvariantCulture) }));
            Forget();
        }

        return Task.CompletedTask;
    }

    public Task ForgetAsync()
    {
        lock (_lock)
        {
            Forget();
        }

        return Task.CompletedTask;
    }

    public Task<int> EraseAsync(PersonTraces person)
    {
        lock (_lock)
        {
            var changed = 0;
            for (var node = _records.First; node is not null; node = node.Next)
            {
                if (Cleaned(node.Value.Record, person) is var cleaned && cleaned != node.Value.Record)
                {
                    node.Value = (node.Value.Number, cleaned);
                    changed++;
                }
            }

            return Task.FromResult(changed);
        }
    }

    public Task<(IReadOnlyList<AuditRecord> Records, PageCursor? Next)> ReadAsync(AuditFilter filter, PageCursor? after, int limit)
    {
        lock (_lock)
        {
            var found = _records.Where(entry => (after is null || entry.Number < after.Value.Score) && filter.Passes(entry.Record)).Take(limit + 1).ToList();
            PageCursor? next = found.Count > limit ? new PageCursor(found[limit - 1].Number, "0") : null;
            return Task.FromResult<(IReadOnlyList<AuditRecord>, PageCursor?)>(([.. found.Take(limit).Select(entry => entry.Record)], next));
        }
    }

    private static AuditRecord Cleaned(AuditRecord record, PersonTraces person) => record with
    {
        Replaced = record.Replaced is { } body ? person.CleanJson(body, isOfPerson: false) : null,
        Target = record is { IsOfPerson: true, Target: { } target } ? person.Clean(target) : record.Target,
    };

    private void Forget()
    {
        while (_records.Last is { Value: var oldest } && (_records.Count > Max || oldest.Record.At < time.GetUtcNow() - options.Retention))
        {
            _records.RemoveLast();
        }
    }
}
