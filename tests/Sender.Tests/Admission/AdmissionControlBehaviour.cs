using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class SequentialAdmissionTests : ClearanceBehaviour
{
    private readonly InMemoryLedger _ledger;
    private readonly InMemoryChatStore _chats;
    private readonly SequentialAdmission _admission;

    public SequentialAdmissionTests()
    {
        _ledger = new InMemoryLedger(new LedgerOptions { Owner = "only" }, Time);
        _chats = new InMemoryChatStore(Time);
        _admission = new SequentialAdmission(_ledger, _chats, new InMemoryLimiter(new LimitOptions(), Time));
    }

    protected override IAdmissionControl Clearance => _admission;

    protected override ILedger Ledger => _ledger;

    protected override IChatStore Chats => _chats;
}

public sealed class RedisAdmissionControlTests : ClearanceBehaviour
{
    private static readonly LedgerOptions Me = new() { Owner = "me" };

    private readonly RedisKeys _keys = TestRedis.FreshKeys();

    protected override IAdmissionControl Clearance => Of(Me);

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
        await Clearance.AskAsync(new AdmissionRequest("1", Priority.Normal));

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
        var again = Assert.IsType<AdmissionResult.Go>(await Clearance.AskAsync(Wanted() with { EvenUnknown = true }));

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

    private RedisAdmissionControl Of(LedgerOptions owner) => new(TestRedis.Connection, _keys, new LimitOptions(), owner, Time);
}

/// <summary>What every clearance promises.</summary>
public abstract class ClearanceBehaviour
{
    private const string Chat = "42";

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    protected LedgerKey Message { get; } = new(Guid.NewGuid());

    protected abstract IAdmissionControl Clearance { get; }

    protected abstract ILedger Ledger { get; }

    protected abstract IChatStore Chats { get; }

    [Fact]
    public async Task A_message_that_nothing_stops_may_go_and_is_the_askers()
    {
        var go = Assert.IsType<AdmissionResult.Go>(await AskAsync());

        Assert.Equal(Time.GetUtcNow(), go.At);
        Assert.Equal(1, go.Attempt ?? Assert.IsType<Claim.Granted>(await Ledger.ClaimAsync(Message)).Attempt);
    }

    [Fact]
    public async Task What_was_sent_takes_no_place_in_its_chat_or_the_bot()
    {
        var delivery = new DeliveredMessage(Chat, 77, Time.GetUtcNow());
        await Ledger.ClaimAsync(Message);
        await Ledger.SentAsync(Message, delivery);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Sent, 1, delivery)), Assert.IsType<AdmissionResult.NotOurs>(await AskAsync()).Claim);
        }

        await NothingIsUsedUpAsync();
    }

    [Fact]
    public async Task A_chat_that_is_elsewhere_or_closed_is_told_and_takes_no_place()
    {
        await Chats.MigratedAsync("-5", "-1005");
        await Chats.UnreachableAsync("6", FailureReason.Blocked);
        await Chats.UnreachableAsync("6", FailureReason.Blocked);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(new ChatStatus("-1005", Unreachable: null), Assert.IsType<AdmissionResult.InTheWay>(await AskAsync("-5")).Note);
            Assert.Equal(new ChatStatus(MovedTo: null, FailureReason.Blocked, Refusals: 2, Time.GetUtcNow() + TimeSpan.FromMinutes(1)), Assert.IsType<AdmissionResult.InTheWay>(await AskAsync("6")).Note);
        }

        Assert.Null(await Ledger.FindAsync(Message));
        await NothingIsUsedUpAsync();
    }

    [Fact]
    public async Task A_chat_that_cannot_be_reached_is_believed_the_second_time_and_tried_again_after_pauses_that_grow()
    {
        var pauses = new List<TimeSpan>();
        for (var refusal = 1; refusal <= 9; refusal++)
        {
            await Chats.UnreachableAsync("6", FailureReason.ChatNotFound);
            var note = (await Chats.FindAsync("6"))!;
            Assert.Equal(refusal > 1, note.IsClosed(Time.GetUtcNow()));
            pauses.Add(note.AskAgainAt - Time.GetUtcNow());
            Time.SetUtcNow(note.AskAgainAt);
            Assert.False((await Chats.FindAsync("6"))!.IsClosed(Time.GetUtcNow()));
        }

        Assert.Equal([0, 1, 5, 30, 120, 720, 1440, 1440, 1440], pauses.Select(pause => pause.TotalMinutes));
        Assert.IsType<AdmissionResult.Go>(await Clearance.AskAsync(Wanted("6") with { EvenUnreachable = true }));
        await Chats.ReachableAsync("6", isWritten: true);
        Assert.Null(await Chats.FindAsync("6"));
    }

    [Fact]
    public async Task A_chat_where_only_a_right_is_missing_is_always_tried_and_its_note_goes_with_what_was_written_there()
    {
        for (var refusal = 0; refusal < 3; refusal++)
        {
            await Chats.UnreachableAsync("-7", FailureReason.Forbidden);
        }

        Assert.False((await Chats.FindAsync("-7"))!.IsClosed(Time.GetUtcNow()));
        Assert.False(await Chats.ReachableAsync("-7", isWritten: false));
        Assert.True(await Chats.ReachableAsync("-7", isWritten: true));
        Assert.False(await Chats.ReachableAsync("-7", isWritten: true));
        Assert.Null(await Chats.FindAsync("-7"));

        await Chats.UnreachableAsync("8", FailureReason.Blocked);
        Assert.True(await Chats.ReachableAsync("8", isWritten: false));
    }

    [Fact]
    public async Task A_message_that_must_wait_for_its_chat_is_nobodys_meanwhile()
    {
        for (var i = 0; i < 3; i++)
        {
            await Clearance.AskAsync(new AdmissionRequest(Chat, Priority.Normal));
        }

        Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync());
        Assert.Null(await Ledger.FindAsync(Message));
    }

    [Fact]
    public async Task What_has_no_entry_is_asked_about_its_chat_and_the_limits_only()
    {
        var go = Assert.IsType<AdmissionResult.Go>(await Clearance.AskAsync(new AdmissionRequest(Chat, Priority.High)));

        Assert.Null(go.Attempt);
    }

    [Fact]
    public async Task Chats_with_something_in_their_way_are_listed_the_latest_first_and_forgotten_at_an_order()
    {
        await Chats.MigratedAsync("-1", "-1001");
        Time.Advance(TimeSpan.FromSeconds(1));
        await Chats.UnreachableAsync("7", FailureReason.Blocked);
        await Chats.UnreachableAsync("7", FailureReason.Blocked);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Chats.UnreachableAsync("8", FailureReason.Kicked);
        await Chats.ReachableAsync("8", isWritten: true);

        var all = await Chats.ListAsync(after: null, 10);
        var first = await Chats.ListAsync(after: null, 1);
        var second = await Chats.ListAsync(first[0].Place, 1);
        var forgotten = await Chats.ForgetAsync("7");

        Assert.Equal(["7", "-1"], all.Select(chat => chat.Place.ChatId));
        Assert.Equal((2, "-1001"), (all[0].Status.Refusals, all[1].Status.MovedTo));
        Assert.Equal(all, [first[0], second[0]]);
        Assert.Equal(FailureReason.Blocked, forgotten?.Unreachable);
        Assert.Null(await Chats.FindAsync("7"));
        Assert.Null(await Chats.ForgetAsync("7"));
        Assert.Equal(["-1"], (await Chats.ListAsync(after: null, 10)).Select(chat => chat.Place.ChatId));
    }

    protected AdmissionRequest Wanted(string chat = Chat) => new(chat, Priority.Normal, Entry: Message);

    protected Task<AdmissionResult> AskAsync(string chat = Chat) => Clearance.AskAsync(Wanted(chat));

    private async Task NothingIsUsedUpAsync() =>
        Assert.Equal(Time.GetUtcNow(), Assert.IsType<AdmissionResult.Go>(await Clearance.AskAsync(new AdmissionRequest(Chat, Priority.Normal))).At);
}
