using System.Collections.Concurrent;
using MassTransit;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// Claims of this Sender that Redis may hold although the answer was lost. Nobody makes their requests: each is given back before the next question, or as soon as Redis answers,
/// so that it does not look like a request of unknown fate when its lease is over (docs/decisions/0379).
/// </summary>
internal sealed class UnheardClaims(ILedger shared)
{
    // Each with whether it was claimed although its outcome is unknown.
    private readonly ConcurrentDictionary<LedgerKey, bool> _keys = new();
    private readonly SemaphoreSlim _oneGivesBack = new(1);

    public ICollection<LedgerKey> Keys => _keys.Keys;

    /// <summary>Asks what may claim the message.</summary>
    public async Task<T> AskAsync<T>(LedgerKey key, bool evenUnknown, Func<Task<T>> ask)
    {
        await GiveBackAsync(key);
        try
        {
            return await ask();
        }
        catch (Exception lost) when (RedisAvailability.IsFailure(lost))
        {
            _keys[key] = evenUnknown;
            throw;
        }
    }

    /// <summary>The request is made after all: a claim in Redis is that request's.</summary>
    public void Keep(LedgerKey key) => _keys.TryRemove(key, out _);

    /// <summary>Gives the claim back, if there is one.</summary>
    public async Task GiveBackAsync(LedgerKey key)
    {
        if (!_keys.ContainsKey(key))
        {
            return;
        }

        await _oneGivesBack.WaitAsync();
        try
        {
            // Once it is not in doubt any more, the next claim is a real one.
            if (_keys.TryGetValue(key, out var evenUnknown))
            {
                await shared.GiveBackAsync(key, evenUnknown);
                _keys.TryRemove(key, out _);
            }
        }
        finally
        {
            _oneGivesBack.Release();
        }
    }
}
