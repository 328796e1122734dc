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

    /// <summary>True where this process knows of the message what Redis does not yet.</summary>
    internal bool IsAheadOfRedis(LedgerKey key) => _toWrite.ContainsKey(key);

    public Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false) => _toWrite.ContainsKey(key)
        ? own.ClaimAsync(key, evenUnknown, isFirst)
        : outage.AskAsync("ledger", () => shared.ClaimAsync(key, evenUnknown, isFirst), () => ClaimAloneAsync(key, evenUnknown, isFirst));

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

    /// <summary>Writes to Redis what it missed; stops where Redis is unavailable. An entry that fails for another reason stays, and the others are written before that is thrown.</summary>
    internal async Task CatchUpAsync()
    {
        ExceptionDispatchInfo? fault = null;
        foreach (var (key, write) in _toWrite)
        {
            try
            {
                await write();
                _toWrite.TryRemove(KeyValuePair.Create(key, write));
            }
            catch (Exception e) when (e is not TimeoutException && !RedisAvailability.IsUnavailable(e))
            {
                fault ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        fault?.Throw();
    }

    private Task<Claim> ClaimAloneAsync(LedgerKey key, bool evenUnknown, bool isFirst) =>
        isFirst ? own.ClaimAsync(key, evenUnknown, isFirst) : Task.FromResult<Claim>(new Claim.Held(time.GetUtcNow() + LookAgain));

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
