using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// The ledger in Redis. While Redis is unavailable a message that the broker delivers for the first time is entered in this process's own ledger and sent;
/// any other may have an entry that cannot be read, and waits. What was entered or settled meanwhile is written to Redis when it is back.
/// </summary>
public sealed class FailoverLedger(RedisLedger shared, InMemoryLedger own, RedisFailover outage, TimeProvider time) : ILedger
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<LedgerKey, Func<Task>> _toWrite = new();

    // Claims of ours that Redis may hold although we were not told.
    private readonly ConcurrentDictionary<LedgerKey, bool> _unheard = new();
    private readonly SemaphoreSlim _oneGivesBack = new(1);

    /// <summary>True where this process knows of the message what Redis does not yet.</summary>
    internal bool IsAheadOfRedis(LedgerKey key) => _toWrite.ContainsKey(key);

    public Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false) => _toWrite.ContainsKey(key)
        ? own.ClaimAsync(key, evenUnknown, isFirst)
        : outage.AskAsync("ledger", () => AskForClaimAsync(key, () => shared.ClaimAsync(key, evenUnknown, isFirst)), () => ClaimAloneAsync(key, evenUnknown, isFirst));

    public Task SentAsync(LedgerKey key, DeliveredMessage delivery) => SettleAsync(key, ledger => ledger.SentAsync(key, delivery));

    public Task FailedAsync(LedgerKey key, FailureReason reason) => SettleAsync(key, ledger => ledger.FailedAsync(key, reason));

    public Task UnknownAsync(LedgerKey key) => SettleAsync(key, ledger => ledger.UnknownAsync(key));

    public Task ReleaseAsync(LedgerKey key, bool counts = true) => SettleAsync(key, ledger => ledger.ReleaseAsync(key, counts));

    public Task LearnAsync(LedgerKey key, Learned learned) => _toWrite.ContainsKey(key)
        ? own.LearnAsync(key, learned)
        : outage.DoAsync("ledger", () => shared.LearnAsync(key, learned), () => own.LearnAsync(key, learned));

    public Task<bool> ReopenAsync(LedgerKey key) => shared.ReopenAsync(key);

    public Task<LedgerEntry?> FindAsync(LedgerKey key) => _toWrite.ContainsKey(key)
        ? own.FindAsync(key)
        : outage.AskAsync("ledger", () => shared.FindAsync(key), () => own.FindAsync(key));

    public Task<bool> IsLatestEditAsync(Guid target, DateTimeOffset orderedAt) =>
        outage.AskAsync("ledger", () => shared.IsLatestEditAsync(target, orderedAt), () => own.IsLatestEditAsync(target, orderedAt));

    public Task ParkAsync(Guid messageId, string order) => shared.ParkAsync(messageId, order);

    public Task<string?> ParkedAsync(Guid messageId) => shared.ParkedAsync(messageId);

    public Task UnparkAsync(Guid messageId) => shared.UnparkAsync(messageId);

    public async Task EraseChatAsync(LedgerKey key, IReadOnlyCollection<string> chats)
    {
        await own.EraseChatAsync(key, chats);
        await shared.EraseChatAsync(key, chats);
    }

    /// <summary>
    /// Asks Redis what may claim the message. Where the answer is lost the claim may stand there, and nobody makes the request: it is given back before the next question,
    /// or as soon as Redis answers, so that it does not look like a request of unknown fate when its lease is over (docs/decisions/0379).
    /// </summary>
    internal async Task<T> AskForClaimAsync<T>(LedgerKey key, Func<Task<T>> ask)
    {
        await GiveBackAsync(key);
        try
        {
            return await ask();
        }
        catch (Exception lost) when (RedisAvailability.IsFailure(lost))
        {
            _unheard[key] = true;
            throw;
        }
    }

    /// <summary>Writes to Redis what it missed; stops where Redis is unavailable. An entry that fails for another reason stays, and the others are written before that is thrown.</summary>
    internal async Task CatchUpAsync()
    {
        ExceptionDispatchInfo? fault = null;
        foreach (var key in _unheard.Keys)
        {
            await TryAsync(() => GiveBackAsync(key));
        }

        foreach (var (key, write) in _toWrite)
        {
            await TryAsync(async () =>
            {
                await write();
                _toWrite.TryRemove(KeyValuePair.Create(key, write));
            });
        }

        fault?.Throw();

        async Task TryAsync(Func<Task> write)
        {
            try
            {
                await write();
            }
            catch (Exception e) when (e is not TimeoutException && !RedisAvailability.IsUnavailable(e))
            {
                fault ??= ExceptionDispatchInfo.Capture(e);
            }
        }
    }

    private async Task GiveBackAsync(LedgerKey key)
    {
        if (!_unheard.ContainsKey(key))
        {
            return;
        }

        await _oneGivesBack.WaitAsync();
        try
        {
            // Once it is not in doubt any more, the next claim is a real one.
            if (_unheard.ContainsKey(key))
            {
                await shared.ReleaseAsync(key, counts: false);
                _unheard.TryRemove(key, out _);
            }
        }
        finally
        {
            _oneGivesBack.Release();
        }
    }

    private Task<Claim> ClaimAloneAsync(LedgerKey key, bool evenUnknown, bool isFirst)
    {
        if (!isFirst)
        {
            return Task.FromResult<Claim>(new Claim.Held(time.GetUtcNow() + LookAgain));
        }

        // The request is made: where Redis has a claim, it is that request's.
        _unheard.TryRemove(key, out _);
        return own.ClaimAsync(key, evenUnknown, isFirst);
    }

    private Task SettleAsync(LedgerKey key, Func<ILedger, Task> settle) => _toWrite.ContainsKey(key) ? SettleAloneAsync(key, settle) : outage.DoAsync("ledger", () => settle(shared), () => SettleAloneAsync(key, settle));

    private async Task SettleAloneAsync(LedgerKey key, Func<ILedger, Task> settle)
    {
        // Redis and this process may each know claims that the other does not: a claim of our own changes nothing.
        await own.ClaimAsync(key, evenUnknown: true);
        await settle(own);
        _toWrite[key] = async () =>
        {
            await shared.ClaimAsync(key, evenUnknown: true);
            await settle(shared);
        };
    }
}
