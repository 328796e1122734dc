using System.Runtime.ExceptionServices;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// The ledger in Redis. While Redis is unavailable a message that the broker delivers for the first time is entered in this process's own ledger and sent;
/// any other may have an entry that cannot be read, and waits. What was entered or settled meanwhile is written to Redis when it is back, and until then this process goes by its own.
/// </summary>
public sealed class FailoverLedger(RedisLedger shared, InMemoryLedger own, RedisFailover outage, TimeProvider time) : ILedger
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly EntriesAhead _ahead = new(shared, own);

    private readonly EditsAhead _edits = new(shared);

    private readonly LearnedAhead _learned = new(shared);

    private readonly UnheardClaims _unheard = new(shared);

    /// <summary>True where this process knows of the message what Redis does not yet.</summary>
    internal bool IsAheadOfRedis(LedgerKey key) => _ahead.Contains(key);

    public Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false) => _ahead.TryAlone(key, () => own.ClaimAsync(key, evenUnknown, isFirst))
        ?? outage.AskAsync("ledger", () => _unheard.AskAsync(key, evenUnknown, () => shared.ClaimAsync(key, evenUnknown, isFirst)), () => ClaimAloneAsync(key, evenUnknown, isFirst));

    public Task<Claim?> LookAsync(LedgerKey key) => _ahead.TryAlone(key, () => own.LookAsync(key))
        ?? outage.AskAsync<Claim?>("ledger", () => AfterGivingBackAsync(key, shared.LookAsync), () => Task.FromResult<Claim?>(Wait()));

    public Task<Claim?> GiveUpAsync(LedgerKey key, FailureReason reason) => _ahead.TryAlone(key, () => own.GiveUpAsync(key, reason))
        ?? outage.AskAsync<Claim?>("ledger", () => AfterGivingBackAsync(key, _ => GiveUpInRedisAsync(key, reason)), () => Task.FromResult<Claim?>(Wait()));

    public Task SentAsync(LedgerKey key, DeliveredMessage delivery) => SettleAsync(key, ledger => ledger.SentAsync(key, delivery));

    public Task FailedAsync(LedgerKey key, FailureReason reason) => SettleAsync(key, ledger => ledger.FailedAsync(key, reason));

    public Task UnknownAsync(LedgerKey key, bool counts = true) => SettleAsync(key, ledger => ledger.UnknownAsync(key, counts));

    public Task ReleaseAsync(LedgerKey key, bool counts = true) => SettleAsync(key, ledger => ledger.ReleaseAsync(key, counts));

    public Task LearnAsync(LedgerKey key, Learned learned) => _ahead.TryAlone(key, () => own.LearnAsync(key, learned))
        ?? outage.DoAsync("ledger", () => shared.LearnAsync(key, learned), () => NoteAsync(key, learned));

    public Task<bool> ReopenAsync(LedgerKey key) => _ahead.TryAlone(key, () => own.ReopenAsync(key)) ?? ReopenInRedisAsync(key);

    public async Task<LedgerEntry?> FindAsync(LedgerKey key) =>
        _learned.With(key, await _ahead.FindAsync(key, () => outage.AskAsync("ledger", () => shared.FindAsync(key), () => own.FindAsync(key))));

    public Task<bool> IsLatestEditAsync(Guid target, DateTimeOffset orderedAt) => _edits.HasLater(target, orderedAt)
        ? Task.FromResult(false)
        : outage.AskAsync("ledger", () => shared.IsLatestEditAsync(target, orderedAt), () => IsLatestEditAloneAsync(target, orderedAt));

    public Task ParkAsync(Guid messageId, string order) => shared.ParkAsync(messageId, order);

    public Task<string?> ParkedAsync(Guid messageId) => shared.ParkedAsync(messageId);

    public Task UnparkAsync(Guid messageId) => shared.UnparkAsync(messageId);

    public Task UnparkAsync(Guid messageId, string order) => shared.UnparkAsync(messageId, order);

    public async Task EraseChatAsync(LedgerKey key, IReadOnlyCollection<string> chats)
    {
        await own.EraseChatAsync(key, chats);
        await shared.EraseChatAsync(key, chats);
    }

    /// <summary>Asks Redis what may claim the message, and gives the claim back where the answer is lost.</summary>
    internal Task<T> AskForClaimAsync<T>(LedgerKey key, bool evenUnknown, Func<Task<T>> ask) => _unheard.AskAsync(key, evenUnknown, ask);

    /// <summary>Writes to Redis what it missed; stops where Redis is unavailable. An entry that fails for another reason stays, and the others are written before that is thrown.</summary>
    internal async Task SyncAsync()
    {
        ExceptionDispatchInfo? fault = null;
        foreach (var key in _unheard.Keys)
        {
            await TryAsync(() => _unheard.GiveBackAsync(key));
        }

        // Before the entries, which may be free then: so the process that takes one next knows.
        foreach (var (key, learned) in _learned.All)
        {
            await TryAsync(() => _learned.WriteAsync(key, learned));
        }

        foreach (var (key, change) in _ahead.All)
        {
            await TryAsync(() => _ahead.WriteAsync(key, change));
        }

        foreach (var (target, orderedAt) in _edits.All)
        {
            await TryAsync(() => _edits.WriteAsync(target, orderedAt));
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

    private Task NoteAsync(LedgerKey key, Learned learned)
    {
        _learned.Note(key, learned);
        return Task.CompletedTask;
    }

    /// <summary>Asks what claims nothing. A lost answer leaves nothing in doubt: a claim that is there then is a request's.</summary>
    private async Task<Claim?> AfterGivingBackAsync(LedgerKey key, Func<LedgerKey, Task<Claim?>> ask)
    {
        await _unheard.GiveBackAsync(key);
        return await ask(key);
    }

    /// <summary>Also in the own ledger: a message that this process has in hand for the first time is sent while Redis is unavailable.</summary>
    private async Task<Claim?> GiveUpInRedisAsync(LedgerKey key, FailureReason reason)
    {
        var taken = await shared.GiveUpAsync(key, reason);
        if (taken is null)
        {
            await own.GiveUpAsync(key, reason);
        }

        return taken;
    }

    private async Task<bool> ReopenInRedisAsync(LedgerKey key)
    {
        var isOpen = await shared.ReopenAsync(key);
        if (isOpen)
        {
            _ahead.ForgetUnlessAhead(key);
        }

        return isOpen;
    }

    private Task<Claim> ClaimAloneAsync(LedgerKey key, bool evenUnknown, bool isFirst)
    {
        if (!isFirst)
        {
            return Task.FromResult<Claim>(Wait());
        }

        // The request is made: where Redis has a claim, it is that request's.
        _unheard.Keep(key);
        return _ahead.Alone(key, () => own.ClaimAsync(key, evenUnknown, isFirst));
    }

    private Task<bool> IsLatestEditAloneAsync(Guid target, DateTimeOffset orderedAt)
    {
        _edits.Note(target, orderedAt);
        return own.IsLatestEditAsync(target, orderedAt);
    }

    // Redis may have an entry.
    private Claim.Held Wait() => new(time.GetUtcNow() + LookAgain);

    private Task SettleAsync(LedgerKey key, Func<ILedger, Task> settle) =>
        _ahead.TryAlone(key, () => SettleAloneAsync(key, settle)) ?? outage.DoAsync("ledger", () => settle(shared), () => _ahead.Alone(key, () => SettleAloneAsync(key, settle)));

    private async Task SettleAloneAsync(LedgerKey key, Func<ILedger, Task> settle)
    {
        // The claim may be in Redis only; where it is ours already, this changes nothing.
        await own.ClaimAsync(key, evenUnknown: true);
        await settle(own);
    }
}
