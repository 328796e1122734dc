using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class RedisLedgerTests : LedgerBehaviour
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();

    protected override ILedger LedgerOf(string owner) => new RedisLedger(TestRedis.Connection, _keys, new LedgerOptions { Owner = owner }, Time);

    [Fact]
    public async Task A_claim_that_is_no_longer_ours_is_not_ours_to_change()
    {
        await LedgerOf("dead").ClaimAsync(Message);
        Time.Advance(TimeSpan.FromSeconds(36));
        await LedgerOf("living").ClaimAsync(Message, evenUnknown: true);

        await LedgerOf("dead").ReleaseAsync(Message);
        await LedgerOf("dead").UnknownAsync(Message);

        Assert.Equal(EntryState.Claimed, (await LedgerOf("living").FindAsync(Message))!.State);
    }

    [Fact]
    public async Task An_entry_with_a_life_of_its_own_is_forgotten_after_that_whatever_becomes_of_it()
    {
        var (ledger, sent, failed, left) = (LedgerOf("a"), Short(), Short(), Short());
        await ledger.ClaimAsync(sent);
        await ledger.SentAsync(sent, new DeliveredMessage("1", 2, Time.GetUtcNow()));
        await ledger.LearnAsync(failed, Learned.PlainText);
        await ledger.FailedAsync(failed, Contracts.FailureReason.Blocked);
        await ledger.ClaimAsync(left);
        await ledger.UnknownAsync(left);

        foreach (var key in new[] { sent, failed, left })
        {
            Assert.InRange((await TestRedis.Connection.GetDatabase().KeyTimeToLiveAsync(_keys.Of("ledger", key.ToString())))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        }

        static LedgerKey Short() => new(Guid.NewGuid()) { Life = TimeSpan.FromHours(1) };
    }

    [Fact]
    public async Task An_entry_is_forgotten_after_thirty_days()
    {
        await LedgerOf("a").ClaimAsync(Message);
        await LedgerOf("a").SentAsync(Message, new DeliveredMessage("1", 2, Time.GetUtcNow()));

        var expiry = await TestRedis.Connection.GetDatabase().KeyTimeToLiveAsync(_keys.Of("ledger", Message.ToString()));

        Assert.InRange(expiry!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
    }
}
