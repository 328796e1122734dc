using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Tests.Clearance;

public sealed class StepByStepTests : ClearanceBehaviour
{
    private readonly InMemoryLedger ledger;
    private readonly InMemoryChatMemory chats;
    private readonly StepByStep clearance;

    public StepByStepTests()
    {
        ledger = new InMemoryLedger(new LedgerOptions { Owner = "only" }, Time);
        chats = new InMemoryChatMemory(Time);
        clearance = new StepByStep(ledger, chats, new InMemoryLimiter(new LimitOptions(), Time));
    }

    protected override IClearance Clearance => clearance;

    protected override ILedger Ledger => ledger;

    protected override IChatMemory Chats => chats;
}

public sealed class RedisClearanceTests : ClearanceBehaviour
{
    private static readonly LedgerOptions Me = new() { Owner = "me" };

    private readonly RedisKeys keys = TestRedis.FreshKeys();

    protected override IClearance Clearance => Of(Me);

    protected override ILedger Ledger => new RedisLedger(TestRedis.Connection, keys, Me, Time);

    protected override IChatMemory Chats => new RedisChatMemory(TestRedis.Connection, keys, Time);

    [Fact]
    public async Task What_may_go_at_once_is_claimed_with_the_answer_and_nobody_else_may_make_the_request()
    {
        var mine = Assert.IsType<Verdict.Go>(await Ask());
        var others = Assert.IsType<Verdict.NotOurs>(await Of(new LedgerOptions { Owner = "another" }).Ask(Wanted()));

        Assert.Equal(1, mine.Attempt);
        Assert.Equal(new Claim.Held(Time.GetUtcNow() + Me.Lease), others.Claim);
    }

    [Fact]
    public async Task What_may_go_in_a_moment_is_not_claimed_until_then()
    {
        await Clearance.Ask(new Permission("1", Priority.Normal));

        var soon = Assert.IsType<Verdict.Go>(await Ask());

        Assert.True(soon.At > Time.GetUtcNow());
        Assert.Null(soon.Attempt);
        Assert.Null(await Ledger.Find(Message));
    }

    [Fact]
    public async Task A_claim_that_nobody_ended_is_unknown_and_goes_again_only_where_that_was_decided()
    {
        await Ask();
        Time.Advance(Me.Lease + TimeSpan.FromSeconds(1));

        var unknown = Assert.IsType<Verdict.NotOurs>(await Ask());
        var again = Assert.IsType<Verdict.Go>(await Clearance.Ask(Wanted() with { EvenUnknown = true }));

        Assert.Equal(EntryState.Unknown, Assert.IsType<Claim.Settled>(unknown.Claim).Entry.State);
        Assert.Equal(2, again.Attempt);
    }

    [Fact]
    public async Task A_server_that_has_forgotten_its_scripts_is_told_them_again()
    {
        await Ask();
        await TestRedis.Connection.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");

        Assert.IsType<Verdict.NotOurs>(await Ask());
    }

    private RedisClearance Of(LedgerOptions owner) => new(TestRedis.Connection, keys, new LimitOptions(), owner, Time);
}

/// <summary>What every clearance promises.</summary>
public abstract class ClearanceBehaviour
{
    private const string Chat = "42";

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    protected LedgerKey Message { get; } = new(Guid.NewGuid());

    protected abstract IClearance Clearance { get; }

    protected abstract ILedger Ledger { get; }

    protected abstract IChatMemory Chats { get; }

    [Fact]
    public async Task A_message_that_nothing_stops_may_go_and_is_the_askers()
    {
        var go = Assert.IsType<Verdict.Go>(await Ask());

        Assert.Equal(Time.GetUtcNow(), go.At);
        Assert.Equal(1, go.Attempt ?? Assert.IsType<Claim.Granted>(await Ledger.Claim(Message)).Attempt);
    }

    [Fact]
    public async Task What_was_sent_takes_no_place_in_its_chat_or_the_bot()
    {
        var delivery = new Delivery(Chat, 77, Time.GetUtcNow());
        await Ledger.Claim(Message);
        await Ledger.Sent(Message, delivery);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Sent, 1, delivery)), Assert.IsType<Verdict.NotOurs>(await Ask()).Claim);
        }

        await NothingIsUsedUp();
    }

    [Fact]
    public async Task A_chat_that_is_elsewhere_or_closed_is_told_and_takes_no_place()
    {
        await Chats.Migrated("-5", "-1005");
        await Chats.Unreachable("6", FailureReason.Blocked);
        await Chats.Unreachable("6", FailureReason.Blocked);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(new ChatNote("-1005", Unreachable: null), Assert.IsType<Verdict.InTheWay>(await Ask("-5")).Note);
            Assert.Equal(new ChatNote(MovedTo: null, FailureReason.Blocked, Refusals: 2, Time.GetUtcNow() + TimeSpan.FromMinutes(1)), Assert.IsType<Verdict.InTheWay>(await Ask("6")).Note);
        }

        Assert.Null(await Ledger.Find(Message));
        await NothingIsUsedUp();
    }

    [Fact]
    public async Task A_chat_that_cannot_be_reached_is_believed_the_second_time_and_tried_again_after_pauses_that_grow()
    {
        var pauses = new List<TimeSpan>();
        for (var refusal = 1; refusal <= 9; refusal++)
        {
            await Chats.Unreachable("6", FailureReason.ChatNotFound);
            var note = (await Chats.Find("6"))!;
            Assert.Equal(refusal > 1, note.IsClosed(Time.GetUtcNow()));
            pauses.Add(note.AskAgainAt - Time.GetUtcNow());
            Time.SetUtcNow(note.AskAgainAt);
            Assert.False((await Chats.Find("6"))!.IsClosed(Time.GetUtcNow()));
        }

        Assert.Equal([0, 1, 5, 30, 120, 720, 1440, 1440, 1440], pauses.Select(pause => pause.TotalMinutes));
        Assert.IsType<Verdict.Go>(await Clearance.Ask(Wanted("6") with { EvenUnreachable = true }));
        await Chats.Reachable("6");
        Assert.Null(await Chats.Find("6"));
    }

    [Fact]
    public async Task A_message_that_must_wait_for_its_chat_is_nobodys_meanwhile()
    {
        for (var i = 0; i < 3; i++)
        {
            await Clearance.Ask(new Permission(Chat, Priority.Normal));
        }

        Assert.IsType<Verdict.ChatWaits>(await Ask());
        Assert.Null(await Ledger.Find(Message));
    }

    [Fact]
    public async Task What_has_no_entry_is_asked_about_its_chat_and_the_limits_only()
    {
        var go = Assert.IsType<Verdict.Go>(await Clearance.Ask(new Permission(Chat, Priority.High)));

        Assert.Null(go.Attempt);
    }

    protected Permission Wanted(string chat = Chat) => new(chat, Priority.Normal, Entry: Message);

    protected Task<Verdict> Ask(string chat = Chat) => Clearance.Ask(Wanted(chat));

    private async Task NothingIsUsedUp() =>
        Assert.Equal(Time.GetUtcNow(), Assert.IsType<Verdict.Go>(await Clearance.Ask(new Permission(Chat, Priority.Normal))).At);
}
