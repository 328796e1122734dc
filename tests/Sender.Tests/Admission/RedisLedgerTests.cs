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
    public async Task An_entry_is_forgotten_after_thirty_days()
    {
        await LedgerOf("a").ClaimAsync(Message);
        await LedgerOf("a").SentAsync(Message, new DeliveredMessage("1", 2, Time.GetUtcNow()));

        var expiry = await TestRedis.Connection.GetDatabase().KeyTimeToLiveAsync(_keys.Of("ledger", Message.ToString()));

        Assert.InRange(expiry!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
    }
}
