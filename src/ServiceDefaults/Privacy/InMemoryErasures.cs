using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>In the memory of the process.</summary>
internal sealed class InMemoryErasures(TimeProvider time) : IErasures
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _at = new(StringComparer.Ordinal);

    public Task AddAsync(PersonTraces person)
    {
        var now = time.GetUtcNow();
        foreach (var (hash, at) in _at)
        {
            if (now - at > IErasures.Kept)
            {
                _at.TryRemove(hash, out _);
            }
        }

        foreach (var hash in ErasedPeople.HashesOf(person, _salt))
        {
            _at[hash] = now;
        }

        return Task.CompletedTask;
    }

    public ValueTask<ErasedPeople> CurrentAsync() => ValueTask.FromResult(_at.IsEmpty ? ErasedPeople.Nobody : new ErasedPeople(_salt, _at));
}
