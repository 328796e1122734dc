using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.Admission;

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
        await First.ClaimAsync(Message);
        await First.LearnAsync(Message, Learned.GeneralTopic);
        await First.ReleaseAsync(Message);
        await Second.ClaimAsync(Message);
        await Second.LearnAsync(Message, Learned.PlainText | LearnedPhotos.Of(0));
        await Second.LearnAsync(Message, LearnedPhotos.Of(9));

        Assert.Equal(Learned.PlainText | Learned.GeneralTopic | LearnedPhotos.Of(0) | LearnedPhotos.Of(9), (await First.FindAsync(Message))!.Learned);
    }

    [Fact]
    public async Task Something_can_be_learned_of_what_was_never_claimed()
    {
        await First.LearnAsync(Message, Learned.PlainText);

        Assert.Equal(new LedgerEntry(EntryState.Open, 0, Learned: Learned.PlainText), await Second.FindAsync(Message));
        Assert.IsType<Claim.Granted>(await Second.ClaimAsync(Message));
    }

    [Fact]
    public async Task Of_many_who_claim_at_once_one_is_granted()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => LedgerOf($"owner {i}").ClaimAsync(Message))));

        Assert.Single(claims.OfType<Claim.Granted>());
        Assert.All(claims.OfType<Claim.Held>(), held => Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(35), held.Until));
        Assert.Equal(49, claims.OfType<Claim.Held>().Count());
    }

    [Fact]
    public async Task A_sent_message_is_never_granted_again()
    {
        var delivery = new DeliveredMessage("-100500", 77, Time.GetUtcNow(), "plain_text");
        await First.ClaimAsync(Message);
        await First.SentAsync(Message, delivery);

        var again = await Second.ClaimAsync(Message, evenUnknown: true);

        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Sent, 1, delivery)), again);
        Assert.Equal(new LedgerEntry(EntryState.Sent, 1, delivery), await Second.FindAsync(Message));
    }

    [Fact]
    public async Task A_claim_whose_process_died_is_unknown_when_its_lease_is_over()
    {
        await First.ClaimAsync(Message);
        Time.Advance(TimeSpan.FromSeconds(34));
        var tooEarly = await Second.ClaimAsync(Message);
        Time.Advance(TimeSpan.FromSeconds(2));

        var found = await Second.ClaimAsync(Message);
        var again = await Second.ClaimAsync(Message);
        var decided = await Second.ClaimAsync(Message, evenUnknown: true);

        Assert.IsType<Claim.Held>(tooEarly);
        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Unknown, 1)), found);
        Assert.Equal(found, again);
        Assert.Equal(new Claim.Granted(2), decided);
        await Second.GiveBackAsync(Message, evenUnknown: true);
        Assert.Equal(found, await First.ClaimAsync(Message));
    }

    [Fact]
    public async Task An_unknown_message_that_turns_out_to_be_there_is_sent()
    {
        await First.ClaimAsync(Message);
        await First.UnknownAsync(Message);

        await First.SentAsync(Message, new DeliveredMessage("1", 2, Time.GetUtcNow()));
        await First.FailedAsync(Message, FailureReason.Blocked);

        Assert.Equal(EntryState.Sent, (await First.FindAsync(Message))!.State);
    }

    [Fact]
    public async Task A_failed_message_stays_failed_with_its_reason()
    {
        await First.ClaimAsync(Message);
        await First.FailedAsync(Message, FailureReason.ChatNotFound);

        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Failed, 1, Reason: FailureReason.ChatNotFound)), await Second.ClaimAsync(Message));
    }

    [Fact]
    public virtual async Task What_nobody_sends_is_given_up_at_once_and_what_somebody_sends_or_has_sent_is_not()
    {
        var (held, sent, dead, released) = (new LedgerKey(Guid.NewGuid()), new LedgerKey(Guid.NewGuid()), new LedgerKey(Guid.NewGuid()), new LedgerKey(Guid.NewGuid()));
        await First.ClaimAsync(dead);
        Time.Advance(TimeSpan.FromSeconds(36));
        await First.ClaimAsync(held);
        await First.SentAsync(sent, new DeliveredMessage("1", 2, Time.GetUtcNow()));
        await First.ClaimAsync(released);
        await First.ReleaseAsync(released);

        Assert.Equal(new Claim.Held(Time.GetUtcNow() + TimeSpan.FromSeconds(35)), await Second.GiveUpAsync(held, FailureReason.Cancelled));
        Assert.Equal(EntryState.Sent, Assert.IsType<Claim.Settled>(await Second.GiveUpAsync(sent, FailureReason.Cancelled)).Entry.State);
        Assert.Equal(EntryState.Unknown, Assert.IsType<Claim.Settled>(await Second.GiveUpAsync(dead, FailureReason.Cancelled)).Entry.State);
        Assert.Null(await Second.GiveUpAsync(released, FailureReason.Cancelled));
        Assert.Null(await Second.GiveUpAsync(Message, FailureReason.Cancelled));

        Assert.Equal(new LedgerEntry(EntryState.Failed, 0, Reason: FailureReason.Cancelled), await First.FindAsync(Message));
        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Failed, 1, Reason: FailureReason.Cancelled)), await First.ClaimAsync(released));
    }

    [Fact]
    public virtual async Task Who_only_looks_claims_nothing_and_finds_what_a_process_left_behind()
    {
        Assert.Null(await Second.LookAsync(Message));
        Assert.Null(await First.FindAsync(Message));

        await First.ClaimAsync(Message);
        Assert.Equal(new Claim.Held(Time.GetUtcNow() + TimeSpan.FromSeconds(35)), await Second.LookAsync(Message));
        Time.Advance(TimeSpan.FromSeconds(36));

        Assert.Equal(new Claim.Settled(new LedgerEntry(EntryState.Unknown, 1)), await Second.LookAsync(Message));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task A_released_claim_may_be_made_again_at_once_and_counts_or_not(bool counts, int next)
    {
        await First.ClaimAsync(Message);
        await First.ReleaseAsync(Message, counts);

        Assert.Equal(new Claim.Granted(next), await Second.ClaimAsync(Message));
    }

    [Fact]
    public async Task What_an_operator_reopens_is_granted()
    {
        await First.ClaimAsync(Message);
        await First.UnknownAsync(Message);

        Assert.True(await First.ReopenAsync(Message));
        Assert.Equal(new Claim.Granted(2), await First.ClaimAsync(Message));
        Assert.False(await First.ReopenAsync(Message));
    }

    [Fact]
    public async Task Each_part_has_an_entry_of_its_own()
    {
        var part = Message with { Part = 2 };
        await First.ClaimAsync(part);
        await First.SentAsync(part, new DeliveredMessage("1", 9, Time.GetUtcNow()));

        Assert.Null(await First.FindAsync(Message));
        Assert.Equal(9, (await First.FindAsync(part))!.Delivery!.TelegramMessageId);
    }

    [Fact]
    public async Task Of_several_edits_the_latest_ordered_is_known()
    {
        var earlier = Time.GetUtcNow();
        var later = earlier + TimeSpan.FromMilliseconds(1);

        Assert.True(await First.IsLatestEditAsync(Message.MessageId, earlier));
        Assert.True(await First.IsLatestEditAsync(Message.MessageId, later));
        Assert.False(await Second.IsLatestEditAsync(Message.MessageId, earlier));
        Assert.True(await Second.IsLatestEditAsync(Message.MessageId, later));
    }

    [Fact]
    public virtual async Task A_parked_order_is_kept_until_it_is_taken_out()
    {
        await First.ParkAsync(Message.MessageId, "{}");

        Assert.Equal("{}", await Second.ParkedAsync(Message.MessageId));
        await Second.UnparkAsync(Message.MessageId);
        Assert.Null(await First.ParkedAsync(Message.MessageId));
    }

    [Fact]
    public async Task What_a_part_says_is_known_to_those_that_ask_and_that_claim()
    {
        var sent = new DeliveredMessage("42", 7, Time.GetUtcNow()) { Content = "0123456789abcdef" };

        await First.SentAsync(Message with { Part = 1 }, sent);

        Assert.Equal(sent.Content, (await Second.FindAsync(Message with { Part = 1 }))!.Delivery!.Content);
        Assert.Equal(sent.Content, Assert.IsType<Claim.Settled>(await Second.ClaimAsync(Message with { Part = 1 })).Entry.Delivery!.Content);
        Assert.Equal(sent.Content, Assert.IsType<Claim.Settled>(await First.LookAsync(Message with { Part = 1 })).Entry.Delivery!.Content);
    }

    [Fact]
    public virtual async Task A_parked_order_that_took_anothers_place_stays_where_that_one_is_taken_out()
    {
        await First.ParkAsync(Message.MessageId, """{"kept":1}""");
        await Second.ParkAsync(Message.MessageId, """{"kept":2}""");

        await First.UnparkAsync(Message.MessageId, """{"kept":1}""");
        Assert.Equal("""{"kept":2}""", await First.ParkedAsync(Message.MessageId));
        await First.UnparkAsync(Message.MessageId, """{"kept":2}""");
        Assert.Null(await Second.ParkedAsync(Message.MessageId));
    }

    [Fact]
    public async Task What_was_sent_with_photos_keeps_their_ids_for_those_that_ask_and_that_claim()
    {
        var key = new LedgerKey(Guid.NewGuid());
        var sent = new DeliveredMessage("42", 7, Time.GetUtcNow()) { Photos = [7, 8, 9] };
        await LedgerOf("a").ClaimAsync(key);
        await LedgerOf("a").SentAsync(key, sent);

        var found = await LedgerOf("a").FindAsync(key);
        var claimed = Assert.IsType<Claim.Settled>(await LedgerOf("a").ClaimAsync(key));

        Assert.Equal([7, 8, 9], found!.Delivery!.TelegramMessageIds);
        Assert.Equal([7, 8, 9], claimed.Entry.Delivery!.Photos!);
    }

    [Fact]
    public async Task That_a_photo_was_refused_is_kept_beside_all_else_that_was_learned()
    {
        var key = new LedgerKey(Guid.NewGuid());
        await LedgerOf("a").LearnAsync(key, Learned.WithoutPhotos);
        await LedgerOf("a").LearnAsync(key, Learned.PlainText);

        Assert.Equal(Learned.WithoutPhotos | Learned.PlainText, (await LedgerOf("a").FindAsync(key))!.Learned);
    }
}
