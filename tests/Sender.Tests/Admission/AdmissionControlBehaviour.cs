using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>What every admission control promises.</summary>
public abstract class AdmissionControlBehaviour
{
    private const string Chat = "42";

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    protected LedgerKey Message { get; } = new(Guid.NewGuid());

    protected abstract IAdmissionControl Admission { get; }

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
    public async Task A_chat_that_cannot_be_reached_is_tried_where_that_is_asked_for()
    {
        await Chats.UnreachableAsync("6", FailureReason.ChatNotFound);
        await Chats.UnreachableAsync("6", FailureReason.ChatNotFound);

        Assert.IsType<AdmissionResult.InTheWay>(await AskAsync("6"));
        Assert.IsType<AdmissionResult.Go>(await Admission.AskAsync(Wanted("6") with { EvenUnreachable = true }));
    }

    [Fact]
    public async Task A_message_that_must_wait_for_its_chat_is_nobodys_meanwhile()
    {
        for (var i = 0; i < 3; i++)
        {
            await Admission.AskAsync(new AdmissionRequest(Chat, Priority.Normal));
        }

        Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync());
        Assert.Null(await Ledger.FindAsync(Message));
    }

    [Fact]
    public async Task What_has_no_entry_is_asked_about_its_chat_and_the_limits_only()
    {
        var go = Assert.IsType<AdmissionResult.Go>(await Admission.AskAsync(new AdmissionRequest(Chat, Priority.High)));

        Assert.Null(go.Attempt);
    }

    protected AdmissionRequest Wanted(string chat = Chat) => new(chat, Priority.Normal, Entry: Message);

    protected Task<AdmissionResult> AskAsync(string chat = Chat) => Admission.AskAsync(Wanted(chat));

    private async Task NothingIsUsedUpAsync() =>
        Assert.Equal(Time.GetUtcNow(), Assert.IsType<AdmissionResult.Go>(await Admission.AskAsync(new AdmissionRequest(Chat, Priority.Normal))).At);
}
