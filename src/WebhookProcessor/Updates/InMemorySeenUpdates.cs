using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>The updates of this process's own life, for Standalone. Old ones are dropped as new ones come.</summary>
public sealed class InMemorySeenUpdates(TimeProvider time) : ISeenUpdates
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(48);
    private readonly ConcurrentDictionary<long, DateTimeOffset> _seen = new();
    private long _added;

    public Task<bool> ContainsAsync(long updateId) => Task.FromResult(_seen.TryGetValue(updateId, out var until) && time.GetUtcNow() < until);

    public Task AddAsync(long updateId, TimeSpan? memory = null)
    {
        var now = time.GetUtcNow();
        _seen[updateId] = now + (memory ?? Memory);
        if (Interlocked.Increment(ref _added) % 1000 == 0)
        {
            foreach (var (id, until) in _seen)
            {
                if (now >= until)
                {
                    _seen.TryRemove(id, out _);
                }
            }
        }

        return Task.CompletedTask;
    }
}
