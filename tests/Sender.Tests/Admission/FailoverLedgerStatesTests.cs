using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>While Redis is there, every Sender's ledger is the same one.</summary>
public sealed class FailoverLedgerConnectedTests : FailoverLedgerBehaviour
{
    protected override ILedger Of(FailoverLedger ledger, string owner) => ledger;
}

/// <summary>When Redis is back, all know what one Sender did by itself: here each of the first one's changes.</summary>
public sealed class FailoverLedgerAfterwardsTests : FailoverLedgerBehaviour
{
    protected override ILedger Of(FailoverLedger ledger, string owner) => owner is "first" or "a" ? new FlappingLedger(ledger, RedisOf(owner)) : ledger;
}

/// <summary>While Redis is unavailable a Sender keeps the promises for the messages that come to it for the first time; any other waits.</summary>
public sealed class FailoverLedgerAloneTests : FailoverLedgerBehaviour
{
    public override async Task What_nobody_sends_is_given_up_at_once_and_what_somebody_sends_or_has_sent_is_not()
    {
        var (held, sent) = (new LedgerKey(Guid.NewGuid()), new LedgerKey(Guid.NewGuid()));
        await LedgerOf("only").ClaimAsync(held);
        await LedgerOf("only").SentAsync(sent, new DeliveredMessage("1", 2, Time.GetUtcNow()));

        Assert.Equal(new Claim.Held(Time.GetUtcNow() + TimeSpan.FromSeconds(35)), await LedgerOf("only").GiveUpAsync(held, FailureReason.Cancelled));
        Assert.Equal(EntryState.Sent, Assert.IsType<Claim.Settled>(await LedgerOf("only").GiveUpAsync(sent, FailureReason.Cancelled)).Entry.State);
        // Another Sender may have it: it is looked at again soon.
        Assert.Equal(new Claim.Held(Time.GetUtcNow() + TimeSpan.FromSeconds(2)), await LedgerOf("only").GiveUpAsync(Message, FailureReason.Cancelled));
    }

    public override async Task Who_only_looks_claims_nothing_and_finds_what_a_process_left_behind()
    {
        Assert.Equal(new Claim.Held(Time.GetUtcNow() + TimeSpan.FromSeconds(2)), await LedgerOf("only").LookAsync(Message));

        await LedgerOf("only").ClaimAsync(Message);
        Time.Advance(TimeSpan.FromSeconds(36));

        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Unknown, 1)), await LedgerOf("only").LookAsync(Message));
    }

    public override async Task A_parked_order_is_kept_until_it_is_taken_out()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => LedgerOf("only").ParkAsync(Message.MessageId, "{}"));
        await Assert.ThrowsAsync<TimeoutException>(() => LedgerOf("only").ParkedAsync(Message.MessageId));
    }

    public override async Task A_parked_order_that_took_anothers_place_stays_where_that_one_is_taken_out()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => LedgerOf("only").UnparkAsync(Message.MessageId));
        await Assert.ThrowsAsync<TimeoutException>(() => LedgerOf("only").UnparkAsync(Message.MessageId, "{}"));
    }

    [Fact]
    public async Task What_came_before_waits_and_is_claimed_by_nobody()
    {
        _ = LedgerOf("only");

        Assert.Equal(new Claim.Held(Time.GetUtcNow() + TimeSpan.FromSeconds(2)), await Ledger("only").ClaimAsync(Message, isFirst: false));
        Assert.Null(await Ledger("only").FindAsync(Message));
    }

    protected override string Sender(string owner) => "only";

    protected override ILedger Of(FailoverLedger ledger, string owner)
    {
        RedisOf(owner).GoAway();
        return new FirstDeliveries(ledger);
    }
}

/// <summary>The ledger in Redis with its fallback, one for each Sender.</summary>
public abstract class FailoverLedgerBehaviour : LedgerBehaviour, IDisposable
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly Lock _making = new();
    private readonly Dictionary<string, (RedisSwitch Redis, FailoverLedger Failover)> _senders = [];
    private readonly Dictionary<string, ILedger> _ledgers = [];

    public void Dispose()
    {
        foreach (var (redis, _) in _senders.Values)
        {
            redis.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    protected override ILedger LedgerOf(string owner)
    {
        lock (_making)
        {
            var sender = Sender(owner);
            return _ledgers.TryGetValue(sender, out var known) ? known : _ledgers[sender] = Of(Ledger(sender), sender);
        }
    }

    /// <summary>The Sender that plays an owner.</summary>
    protected virtual string Sender(string owner) => owner;

    /// <summary>A Sender's ledger as the test uses it.</summary>
    protected abstract ILedger Of(FailoverLedger ledger, string owner);

    protected FailoverLedger Ledger(string owner) => Made(owner).Failover;

    private protected RedisSwitch RedisOf(string owner) => Made(owner).Redis;

    private (RedisSwitch Redis, FailoverLedger Failover) Made(string owner)
    {
        lock (_making)
        {
            if (!_senders.TryGetValue(owner, out var made))
            {
                var (redis, options) = (new RedisSwitch(), new LedgerOptions { Owner = owner });
                _senders[owner] = made = (redis, new FailoverLedger(new RedisLedger(redis.Redis, _keys, options, Time), new InMemoryLedger(options, Time), redis.Failover, Time));
            }

            return made;
        }
    }
}
