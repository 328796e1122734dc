using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using static PhStudio.Messaging.Gateway.Tests.MessageBoards;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What each board says of a message; both behave alike.</summary>
[Collection(nameof(MessageBoards))]
public sealed class MessageBoardTests
{
    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_fact_that_came_before_the_note_of_its_acceptance_stays(string kind)
    {
        var statuses = Board(kind);
        var order = Order();

        await statuses.NoteAsync(Entry(order, MessageState.Sent));
        await statuses.QueuedAsync(order, AcceptedFields.Of(order));

        Assert.Equal(MessageState.Sent, (await statuses.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task What_was_accepted_under_an_id_is_known_with_its_note_and_the_first_of_it_stays(string kind)
    {
        var contents = Contents(kind);
        var statuses = Board(kind, contents: contents);
        var order = Order();
        var (accepted, other) = (AcceptedFields.Of(order), AcceptedFields.Of(order with { Text = "another" }));

        await statuses.NoteAsync(Entry(order, MessageState.Sent));
        await statuses.QueuedAsync(order, accepted);
        await statuses.QueuedAsync(order, other);

        Assert.Equal(accepted.Fields, await contents.FindAsync(accepted.Id));
        Assert.Equal(["text"], await contents.DifferencesAsync(other.Id, other.Fields, () => other.Fields));
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task Of_two_contrary_choices_for_one_unknown_state_the_second_is_refused_and_the_same_one_passes(string kind)
    {
        var statuses = Board(kind);
        var unknown = Entry(Order(), MessageState.Unknown);

        Assert.True(await statuses.ClaimAsync(unknown, resend: true));
        Assert.False(await statuses.ClaimAsync(unknown, resend: false));
        Assert.True(await statuses.ClaimAsync(unknown, resend: true));
        Assert.True(await statuses.ClaimAsync(unknown with { At = unknown.At.AddSeconds(1) }, resend: false)); // It became unknown again.
        Assert.True(await statuses.ClaimAsync(Entry(Order(), MessageState.Unknown), resend: false));
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_message_that_failed_and_was_sent_after_all_is_sent(string kind)
    {
        var statuses = Board(kind);
        var order = Order();

        await statuses.QueuedAsync(order, AcceptedFields.Of(order));
        await statuses.NoteAsync(Entry(order, MessageState.Unknown));
        await statuses.NoteAsync(Entry(order, MessageState.Failed));
        await statuses.NoteAsync(Entry(order, MessageState.Sent));
        await statuses.NoteAsync(Entry(order, MessageState.Failed));

        Assert.Equal(MessageState.Sent, (await statuses.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_message_that_failed_and_was_sent_once_more_by_hand_can_expire(string kind)
    {
        var statuses = Board(kind);
        var order = Order();
        await statuses.NoteAsync(Entry(order, MessageState.Failed) with { At = Early.AddSeconds(5) });

        await statuses.NoteAsync(Entry(order, MessageState.Expired) with { At = Early.AddSeconds(4) });
        Assert.Equal(MessageState.Failed, (await statuses.FindAsync(order.MessageId))!.State);

        await statuses.NoteAsync(Entry(order, MessageState.Expired) with { At = Early.AddSeconds(6) });
        Assert.Equal(MessageState.Expired, (await statuses.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_message_that_failed_and_was_sent_once_more_by_hand_can_become_unknown(string kind)
    {
        var statuses = Board(kind);
        var order = Order();
        await statuses.NoteAsync(Entry(order, MessageState.Failed) with { At = Early.AddSeconds(5) });

        // What came late says no more than is known.
        await statuses.NoteAsync(Entry(order, MessageState.Unknown) with { At = Early.AddSeconds(4.5) });
        Assert.Equal(MessageState.Failed, (await statuses.FindAsync(order.MessageId))!.State);

        await statuses.NoteAsync(Entry(order, MessageState.Unknown) with { At = Early.AddSeconds(5.25) });
        Assert.Equal(MessageState.Unknown, (await statuses.FindAsync(order.MessageId))!.State);
        Assert.Contains(order.MessageId, await ListedAsync(MessageState.Unknown));
        Assert.DoesNotContain(order.MessageId, await ListedAsync(MessageState.Failed));

        await statuses.NoteAsync(Entry(order, MessageState.Failed) with { At = Early.AddSeconds(7) });
        Assert.Equal(MessageState.Failed, (await statuses.FindAsync(order.MessageId))!.State);

        async Task<IEnumerable<Guid>> ListedAsync(MessageState state) => (await statuses.ListAsync(new MessageFilter(State: state), null, 500)).Messages.Select(entry => entry.MessageId);
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task Of_two_choices_for_an_unknown_message_the_first_counts(string kind)
    {
        var statuses = Board(kind);
        var order = Order();
        await statuses.NoteAsync(Entry(order, MessageState.Unknown));
        var unknown = (await statuses.FindAsync(order.MessageId))!;

        var first = await statuses.ResolveAsync(unknown, unknown with { State = MessageState.Queued });
        var second = await statuses.ResolveAsync(unknown, unknown with { State = MessageState.Sent });

        Assert.Equal((true, false, MessageState.Queued), (first, second, (await statuses.FindAsync(order.MessageId))!.State));
    }

    /// <summary>The Sender may tell of the outcome before the choice is noted, and the same choice may be made twice.</summary>
    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_choice_whose_outcome_came_first_stands_in_the_timeline_once(string kind)
    {
        var statuses = Board(kind);
        var order = Order();
        await statuses.NoteAsync(Entry(order, MessageState.Unknown));
        var unknown = (await statuses.FindAsync(order.MessageId))!;
        await statuses.NoteAsync(Entry(order, MessageState.Sent));

        var first = await statuses.ResolveAsync(unknown, unknown with { State = MessageState.Queued, Detail = "sent again" });
        var second = await statuses.ResolveAsync(unknown, unknown with { State = MessageState.Queued, Detail = "sent again" });

        Assert.Equal((false, false, MessageState.Sent), (first, second, (await statuses.FindAsync(order.MessageId))!.State));
        Assert.Equal("sent again", Assert.Single(await statuses.TimelineAsync(order.MessageId), step => step.What == "resolved").Why);
        Assert.DoesNotContain(await statuses.UnknownAsync(0, 500), entry => entry.MessageId == order.MessageId);
    }

    /// <summary>Sent again after a choice, it may be unknown again before the choice is noted.</summary>
    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task What_is_unknown_once_more_is_not_covered_by_the_choice_before(string kind)
    {
        var statuses = Board(kind);
        var order = Order();
        var first = Entry(order, MessageState.Unknown);
        await statuses.NoteAsync(first);
        var unknown = (await statuses.FindAsync(order.MessageId))!;
        await statuses.NoteAsync(first with { At = first.At.AddSeconds(30) });
        await statuses.NoteAsync(first);

        var isFirst = await statuses.ResolveAsync(unknown, unknown with { State = MessageState.Queued, Detail = "sent again" });

        var now = (await statuses.FindAsync(order.MessageId))!;
        Assert.Equal((false, MessageState.Unknown, first.At.AddSeconds(30)), (isFirst, now.State, now.At));
        Assert.True(await statuses.ResolveAsync(now, now with { State = MessageState.Queued }));
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task What_nobody_sent_is_not_known(string kind) => Assert.Null(await Board(kind).FindAsync(Guid.NewGuid()));

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task What_is_unknown_is_listed_the_oldest_first_until_it_is_known(string kind)
    {
        var statuses = Board(kind);
        var (old, middle, young, sent) = (Order(), Order(), Order(), Order());
        // What an earlier run left in this Redis.
        await Redis.KeyDeleteAsync("phstudio:gateway:unknown");
        await statuses.NoteAsync(Entry(young, MessageState.Unknown) with { At = Early.AddSeconds(3) });
        await statuses.NoteAsync(Entry(old, MessageState.Unknown) with { At = Early.AddSeconds(1) });
        await statuses.NoteAsync(Entry(sent, MessageState.Sent) with { At = Early.AddSeconds(2) });
        await statuses.NoteAsync(Entry(middle, MessageState.Unknown) with { At = Early.AddSeconds(2) });
        // A fact that comes late says no more than is known.
        await statuses.NoteAsync(Entry(sent, MessageState.Unknown) with { At = Early.AddSeconds(2) });

        Assert.Equal([old.MessageId, middle.MessageId, young.MessageId], await ListedAsync(0, 1000));
        Assert.Equal([middle.MessageId], await ListedAsync(1, 1));

        await statuses.NoteAsync(Entry(old, MessageState.Sent));
        Assert.Equal([middle.MessageId, young.MessageId], await ListedAsync(0, 1000));

        async Task<IEnumerable<Guid>> ListedAsync(int skip, int most) => (await statuses.UnknownAsync(skip, most)).Select(entry => entry.MessageId);
    }
}
