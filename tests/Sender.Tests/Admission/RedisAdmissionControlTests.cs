using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class RedisAdmissionControlTests : AdmissionControlBehaviour
{
    private static readonly LedgerOptions Me = new() { Owner = "me" };

    private readonly RedisKeys _keys = TestRedis.FreshKeys();

    protected override IAdmissionControl Admission => Of(Me);

    protected override ILedger Ledger => new RedisLedger(TestRedis.Connection, _keys, Me, Time);

    protected override IChatStore Chats => new RedisChatStore(TestRedis.Connection, _keys, Time);

    [Fact]
    public async Task What_may_go_at_once_is_claimed_with_the_answer_and_nobody_else_may_make_the_request()
    {
        var mine = Assert.IsType<AdmissionResult.Go>(await AskAsync());
        var others = Assert.IsType<AdmissionResult.NotOurs>(await Of(new LedgerOptions { Owner = "another" }).AskAsync(Wanted()));

        Assert.Equal(1, mine.Attempt);
        Assert.Equal(new Claim.Held(Time.GetUtcNow() + Me.Lease), others.Claim);
    }

    [Fact]
    public async Task What_may_go_in_a_moment_is_not_claimed_until_then()
    {
        await Admission.AskAsync(new AdmissionRequest("1", Priority.Normal));

        var soon = Assert.IsType<AdmissionResult.Go>(await AskAsync());

        Assert.True(soon.At > Time.GetUtcNow());
        Assert.Null(soon.Attempt);
        Assert.Null(await Ledger.FindAsync(Message));
    }

    [Fact]
    public async Task A_claim_that_nobody_ended_is_unknown_and_goes_again_only_where_that_was_decided()
    {
        await AskAsync();
        Time.Advance(Me.Lease + TimeSpan.FromSeconds(1));

        var unknown = Assert.IsType<AdmissionResult.NotOurs>(await AskAsync());
        var again = Assert.IsType<AdmissionResult.Go>(await Admission.AskAsync(Wanted() with { EvenUnknown = true }));

        Assert.Equal(EntryState.Unknown, Assert.IsType<Claim.Settled>(unknown.Claim).Entry.State);
        Assert.Equal(2, again.Attempt);
    }

    [Fact]
    public async Task A_server_that_has_forgotten_its_scripts_is_told_them_again()
    {
        await AskAsync();
        await TestRedis.Connection.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");

        Assert.IsType<AdmissionResult.NotOurs>(await AskAsync());
    }

    [Fact]
    public async Task A_note_about_a_chat_ends_with_its_place_in_the_list_though_nobody_reads_that()
    {
        var redis = TestRedis.Connection.GetDatabase();
        await Chats.UnreachableAsync("1", FailureReason.Blocked);
        Time.Advance(IChatStore.Kept - TimeSpan.FromDays(1));
        await Chats.UnreachableAsync("2", FailureReason.Blocked);
        Time.Advance(TimeSpan.FromDays(2));

        await Chats.UnreachableAsync("3", FailureReason.Blocked);

        Assert.Equal(["2", "3"], (await redis.SortedSetRangeByRankAsync(_keys.Of("chats"))).Select(chat => (string)chat!));
        foreach (var key in new[] { _keys.Of("chats"), _keys.OfChat("chat", "3") })
        {
            Assert.InRange((await redis.KeyTimeToLiveAsync(key)).GetValueOrDefault(), IChatStore.Kept - TimeSpan.FromDays(1), IChatStore.Kept);
        }
    }

    private RedisAdmissionControl Of(LedgerOptions owner) => new(TestRedis.Connection, _keys, new LimitOptions(), owner, Time);
}
