using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A ledger as the consumer of messages asks it that the broker delivers for the first time.</summary>
internal class FirstDeliveries(ILedger ledger) : ILedger
{
    public virtual Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false) => ledger.ClaimAsync(key, evenUnknown, isFirst: true);

    public Task SentAsync(LedgerKey key, DeliveredMessage delivery) => ChangeAsync(() => DoneAsync(ledger.SentAsync(key, delivery)));

    public Task FailedAsync(LedgerKey key, FailureReason reason) => ChangeAsync(() => DoneAsync(ledger.FailedAsync(key, reason)));

    public Task UnknownAsync(LedgerKey key, bool counts = true) => ChangeAsync(() => DoneAsync(ledger.UnknownAsync(key, counts)));

    public Task ReleaseAsync(LedgerKey key, bool counts = true) => ChangeAsync(() => DoneAsync(ledger.ReleaseAsync(key, counts)));

    public Task LearnAsync(LedgerKey key, Learned learned) => ChangeAsync(() => DoneAsync(ledger.LearnAsync(key, learned)));

    public Task<bool> IsLatestEditAsync(Guid target, DateTimeOffset orderedAt) => ChangeAsync(() => ledger.IsLatestEditAsync(target, orderedAt));

    public Task<Claim?> LookAsync(LedgerKey key) => ledger.LookAsync(key);

    public Task<Claim?> GiveUpAsync(LedgerKey key, FailureReason reason) => ledger.GiveUpAsync(key, reason);

    public Task<bool> ReopenAsync(LedgerKey key) => ledger.ReopenAsync(key);

    public Task<LedgerEntry?> FindAsync(LedgerKey key) => ledger.FindAsync(key);

    public Task ParkAsync(Guid messageId, string order) => ledger.ParkAsync(messageId, order);

    public Task<string?> ParkedAsync(Guid messageId) => ledger.ParkedAsync(messageId);

    public Task UnparkAsync(Guid messageId) => ledger.UnparkAsync(messageId);

    public Task UnparkAsync(Guid messageId, string order) => ledger.UnparkAsync(messageId, order);

    public Task EraseChatAsync(LedgerKey key, IReadOnlyCollection<string> chats) => ledger.EraseChatAsync(key, chats);

    /// <summary>Makes a change that a Sender may make by itself.</summary>
    protected virtual Task<T> ChangeAsync<T>(Func<Task<T>> change) => change();

    private static async Task<bool> DoneAsync(Task change)
    {
        await change;
        return true;
    }
}

/// <summary>A ledger whose Redis is unavailable for each change that a Sender may make by itself, and hears of it afterwards.</summary>
internal sealed class FlappingLedger(FailoverLedger ledger, RedisSwitch redis) : FirstDeliveries(ledger)
{
    private readonly ConcurrentDictionary<LedgerKey, bool> _claimed = new();

    // A later claim asks Redis what became of the first.
    public override Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false) =>
        _claimed.TryAdd(key, value: true) ? ChangeAsync(() => base.ClaimAsync(key, evenUnknown)) : ledger.ClaimAsync(key, evenUnknown, isFirst);

    protected override async Task<T> ChangeAsync<T>(Func<Task<T>> change)
    {
        redis.GoAway();
        var answer = await change();
        redis.ComeBack();
        await ledger.SyncAsync();
        return answer;
    }
}
