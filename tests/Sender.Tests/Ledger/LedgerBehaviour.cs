using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Ledger;

namespace PhStudio.Messaging.Sender.Tests.Ledger;

public sealed class InMemoryLedgerTests : LedgerBehaviour
{
    private readonly InMemoryLedger only;

    public InMemoryLedgerTests() => only = new InMemoryLedger(new LedgerOptions { Owner = "only" }, Time);

    /// <summary>One process only: there is no second owner to play.</summary>
    protected override ILedger LedgerOf(string owner) => only;
}

public sealed class RedisLedgerTests : LedgerBehaviour
{
    private readonly RedisKeys keys = TestRedis.FreshKeys();

    protected override ILedger LedgerOf(string owner) => new RedisLedger(TestRedis.Connection, keys, new LedgerOptions { Owner = owner }, Time);

    [Fact]
    public async Task A_claim_that_is_no_longer_ours_is_not_ours_to_change()
    {
        await LedgerOf("dead").Claim(Message);
        Time.Advance(TimeSpan.FromSeconds(36));
        await LedgerOf("living").Claim(Message, evenUnknown: true);

        await LedgerOf("dead").Release(Message);
        await LedgerOf("dead").Unknown(Message);

        Assert.Equal(EntryState.Claimed, (await LedgerOf("living").Find(Message))!.State);
    }

    [Fact]
    public async Task An_entry_is_forgotten_after_thirty_days()
    {
        await LedgerOf("a").Claim(Message);
        await LedgerOf("a").Sent(Message, new Delivery("1", 2, Time.GetUtcNow()));

        var expiry = await TestRedis.Connection.GetDatabase().KeyTimeToLiveAsync(keys.Of("ledger", Message.ToString()));

        Assert.InRange(expiry!.Value, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
    }
}

/// <summary>What every ledger promises.</summary>
public abstract class LedgerBehaviour
{
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    protected LedgerKey Message { get; } = new(Guid.NewGuid());

    private ILedger First => LedgerOf("first");

    private ILedger Second => LedgerOf("second");

    protected abstract ILedger LedgerOf(string owner);

    [Fact]
    public async Task What_was_learned_of_a_message_is_known_to_all_and_stays()
    {
        await First.Claim(Message);
        await First.Learn(Message, Learned.GeneralTopic);
        await First.Release(Message);
        await Second.Claim(Message);
        await Second.Learn(Message, Learned.PlainText);

        Assert.Equal(Learned.PlainText | Learned.GeneralTopic, (await First.Find(Message))!.Learned);
    }

    [Fact]
    public async Task Something_can_be_learned_of_what_was_never_claimed()
    {
        await First.Learn(Message, Learned.PlainText);

        Assert.Equal(new LedgerEntry(EntryState.Open, 0, Learned: Learned.PlainText), await Second.Find(Message));
        Assert.IsType<Claim.Granted>(await Second.Claim(Message));
    }

    [Fact]
    public async Task Of_many_who_claim_at_once_one_is_granted()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => LedgerOf($"owner {i}").Claim(Message))));

        Assert.Single(claims.OfType<Claim.Granted>());
        Assert.All(claims.OfType<Claim.Held>(), held => Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(35), held.Until));
        Assert.Equal(49, claims.OfType<Claim.Held>().Count());
    }

    [Fact]
    public async Task A_sent_message_is_never_granted_again()
    {
        var delivery = new Delivery("-100500", 77, Time.GetUtcNow(), "plain_text");
        await First.Claim(Message);
        await First.Sent(Message, delivery);

        var again = await Second.Claim(Message, evenUnknown: true);

        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Sent, 1, delivery)), again);
        Assert.Equal(new LedgerEntry(EntryState.Sent, 1, delivery), await Second.Find(Message));
    }

    [Fact]
    public async Task A_claim_whose_process_died_is_unknown_when_its_lease_is_over()
    {
        await First.Claim(Message);
        Time.Advance(TimeSpan.FromSeconds(34));
        var tooEarly = await Second.Claim(Message);
        Time.Advance(TimeSpan.FromSeconds(2));

        var found = await Second.Claim(Message);
        var again = await Second.Claim(Message);
        var decided = await Second.Claim(Message, evenUnknown: true);

        Assert.IsType<Claim.Held>(tooEarly);
        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Unknown, 1)), found);
        Assert.Equal(found, again);
        Assert.Equal(new Claim.Granted(2), decided);
    }

    [Fact]
    public async Task An_unknown_message_that_turns_out_to_be_there_is_sent()
    {
        await First.Claim(Message);
        await First.Unknown(Message);

        await First.Sent(Message, new Delivery("1", 2, Time.GetUtcNow()));
        await First.Failed(Message, FailureReason.Blocked);

        Assert.Equal(EntryState.Sent, (await First.Find(Message))!.State);
    }

    [Fact]
    public async Task A_failed_message_stays_failed_with_its_reason()
    {
        await First.Claim(Message);
        await First.Failed(Message, FailureReason.ChatNotFound);

        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Failed, 1, Reason: FailureReason.ChatNotFound)), await Second.Claim(Message));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task A_released_claim_may_be_made_again_at_once_and_counts_or_not(bool counts, int next)
    {
        await First.Claim(Message);
        await First.Release(Message, counts);

        Assert.Equal(new Claim.Granted(next), await Second.Claim(Message));
    }

    [Fact]
    public async Task What_an_operator_reopens_is_granted()
    {
        await First.Claim(Message);
        await First.Unknown(Message);

        Assert.True(await First.Reopen(Message));
        Assert.Equal(new Claim.Granted(2), await First.Claim(Message));
        Assert.False(await First.Reopen(Message));
    }

    [Fact]
    public async Task Each_part_has_an_entry_of_its_own()
    {
        var part = Message with { Part = 2 };
        await First.Claim(part);
        await First.Sent(part, new Delivery("1", 9, Time.GetUtcNow()));

        Assert.Null(await First.Find(Message));
        Assert.Equal(9, (await First.Find(part))!.Delivery!.TelegramMessageId);
    }

    [Fact]
    public async Task Of_several_edits_the_latest_ordered_is_known()
    {
        var earlier = Time.GetUtcNow();
        var later = earlier + TimeSpan.FromMilliseconds(1);

        Assert.True(await First.IsLatestEdit(Message.MessageId, earlier));
        Assert.True(await First.IsLatestEdit(Message.MessageId, later));
        Assert.False(await Second.IsLatestEdit(Message.MessageId, earlier));
        Assert.True(await Second.IsLatestEdit(Message.MessageId, later));
    }

    [Fact]
    public async Task A_parked_order_is_kept_until_it_is_taken_out()
    {
        await First.Park(Message.MessageId, "{}");

        Assert.Equal("{}", await Second.Parked(Message.MessageId));
        await Second.Unpark(Message.MessageId);
        Assert.Null(await First.Parked(Message.MessageId));
    }
}
