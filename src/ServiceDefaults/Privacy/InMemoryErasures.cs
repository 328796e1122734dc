using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>In the memory of the process.</summary>
public sealed class InMemoryErasures(TimeProvider time) : IErasures
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

    public Task TakeBackAsync(IReadOnlyCollection<string> bookingIds)
    {
        foreach (var id in bookingIds)
        {
            _at.TryRemove(ErasedPeople.HashOfBooking(id, _salt), out _);
        }

        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> ErasedAtAsync(string bookingId, string? phone, string? chatId) =>
        Task.FromResult(ErasedPeople.HashesOf(bookingId, phone, chatId, _salt).Max(hash => _at.TryGetValue(hash, out var at) ? at : (DateTimeOffset?)null));

    public ValueTask<ErasedPeople> CurrentAsync() => ValueTask.FromResult(_at.IsEmpty ? ErasedPeople.Nobody : new ErasedPeople(_salt, _at));
}
