using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Ledger;

namespace PhStudio.Messaging.Sender.Outage;

/// <summary>
/// The ledger in Redis. While Redis is away a message that the broker delivers for the first time is entered in this process's own ledger and sent;
/// any other may have an entry that cannot be read, and waits. What was entered or settled meanwhile is written to Redis when it is back.
/// </summary>
public sealed class SharedLedger(RedisLedger shared, InMemoryLedger own, RedisOutage outage, TimeProvider time) : ILedger
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<LedgerKey, Func<Task>> toWrite = new();

    /// <summary>True where this process knows of the message what Redis does not yet.</summary>
    internal bool IsAheadOfRedis(LedgerKey key) => toWrite.ContainsKey(key);

    /// <inheritdoc />
    public Task<Claim> Claim(LedgerKey key, bool evenUnknown = false, bool isFirst = false) => toWrite.ContainsKey(key)
        ? own.Claim(key, evenUnknown, isFirst)
        : outage.Ask("ledger", () => shared.Claim(key, evenUnknown, isFirst), () => ClaimAlone(key, evenUnknown, isFirst));

    /// <inheritdoc />
    public Task Sent(LedgerKey key, Delivery delivery) => Settle(key, ledger => ledger.Sent(key, delivery));

    /// <inheritdoc />
    public Task Failed(LedgerKey key, FailureReason reason) => Settle(key, ledger => ledger.Failed(key, reason));

    /// <inheritdoc />
    public Task Unknown(LedgerKey key) => Settle(key, ledger => ledger.Unknown(key));

    /// <inheritdoc />
    public Task Release(LedgerKey key, bool counts = true) => Settle(key, ledger => ledger.Release(key, counts));

    /// <inheritdoc />
    public Task Learn(LedgerKey key, Learned learned) => toWrite.ContainsKey(key)
        ? own.Learn(key, learned)
        : outage.Do("ledger", () => shared.Learn(key, learned), () => own.Learn(key, learned));

    /// <inheritdoc />
    public Task<bool> Reopen(LedgerKey key) => shared.Reopen(key);

    /// <inheritdoc />
    public Task<LedgerEntry?> Find(LedgerKey key) => toWrite.ContainsKey(key)
        ? own.Find(key)
        : outage.Ask("ledger", () => shared.Find(key), () => own.Find(key));

    /// <inheritdoc />
    public Task<bool> IsLatestEdit(Guid target, DateTimeOffset orderedAt) =>
        outage.Ask("ledger", () => shared.IsLatestEdit(target, orderedAt), () => own.IsLatestEdit(target, orderedAt));

    /// <inheritdoc />
    public Task Park(Guid messageId, string order) => shared.Park(messageId, order);

    /// <inheritdoc />
    public Task<string?> Parked(Guid messageId) => shared.Parked(messageId);

    /// <inheritdoc />
    public Task Unpark(Guid messageId) => shared.Unpark(messageId);

    /// <summary>Writes to Redis what it missed; stops at the first that it does not take.</summary>
    internal async Task CatchUp()
    {
        foreach (var (key, write) in toWrite)
        {
            await write();
            toWrite.TryRemove(KeyValuePair.Create(key, write));
        }
    }

    private Task<Claim> ClaimAlone(LedgerKey key, bool evenUnknown, bool isFirst) =>
        isFirst ? own.Claim(key, evenUnknown, isFirst) : Task.FromResult<Claim>(new Claim.Held(time.GetUtcNow() + LookAgain));

    private Task Settle(LedgerKey key, Func<ILedger, Task> settle) => toWrite.ContainsKey(key) ? SettleAlone(key, settle) : outage.Do("ledger", () => settle(shared), () => SettleAlone(key, settle));

    private async Task SettleAlone(LedgerKey key, Func<ILedger, Task> settle)
    {
        // A claim that Redis knows is not known here, and the other way round: a claim that is ours already changes nothing.
        await own.Claim(key, evenUnknown: true);
        await settle(own);
        toWrite[key] = async () =>
        {
            await shared.Claim(key, evenUnknown: true);
            await settle(shared);
        };
    }
}
