using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
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

    [Fact]
    public async Task What_is_unknown_is_remembered_for_as_long_as_its_order_is_kept()
    {
        var statuses = Board("redis", TimeSpan.FromDays(12));
        var order = Order();

        await statuses.NoteAsync(Entry(order, MessageState.Unknown));
        var unknown = await Redis.KeyTimeToLiveAsync($"phstudio:gateway:message:{order.MessageId:N}");
        await statuses.NoteAsync(Entry(order, MessageState.Sent));
        var sent = await Redis.KeyTimeToLiveAsync($"phstudio:gateway:message:{order.MessageId:N}");

        Assert.InRange(unknown!.Value.TotalDays, 11.9, 12);
        Assert.InRange(sent!.Value.TotalDays, 6.9, 7);
    }

    [Fact]
    public async Task A_message_for_later_is_remembered_beyond_its_time_however_it_came()
    {
        var statuses = Board("redis");
        var now = TimeProvider.System.GetUtcNow();
        var (called, published) = (Order() with { CreatedAt = now, SendAt = now.AddDays(100) }, Order() with { CreatedAt = now, SendAt = now.AddDays(100) });
        var scheduled = new TimelineStep(now, "scheduled", Until: called.SendAt);

        await statuses.QueuedAsync(called, AcceptedFields.Of(called));
        await statuses.NoteStepAsync(scheduled, MessageEntry.Queued(called));
        await statuses.NoteStepAsync(scheduled, MessageEntry.Queued(published));

        Assert.InRange((await LeftAsync(called)).TotalDays, 106.9, 107);
        Assert.InRange((await LeftAsync(published)).TotalDays, 106.9, 107);
        await statuses.NoteAsync(Entry(called, MessageState.Sent));
        Assert.InRange((await LeftAsync(called)).TotalDays, 6.9, 7);

        async Task<TimeSpan> LeftAsync(SendMessage order) => (await Redis.KeyTimeToLiveAsync($"phstudio:gateway:message:{order.MessageId:N}"))!.Value;
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_message_that_was_ordered_long_ago_stands_in_its_lists_when_it_ends(string kind)
    {
        var statuses = Board(kind);
        var now = TimeProvider.System.GetUtcNow();
        var order = Late(now);
        await statuses.QueuedAsync(order, AcceptedFields.Of(order));

        await statuses.NoteAsync(MessageEntry.Queued(order) with { State = MessageState.Failed, At = now });

        await AssertListedAsync(statuses, order, MessageState.Failed);
        Assert.DoesNotContain(order.MessageId, await ListedAsync(statuses, new MessageFilter(BookingId: order.BookingId, From: order.CreatedAt.AddDays(-1), To: order.CreatedAt.AddDays(1))));
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_message_that_the_board_hears_of_only_when_it_ends_long_after_it_was_ordered_stays_in_its_lists(string kind)
    {
        var statuses = Board(kind);
        var now = TimeProvider.System.GetUtcNow();
        var order = Late(now);

        await statuses.NoteAsync(MessageEntry.Queued(order) with { State = MessageState.Failed, At = now });

        await AssertListedAsync(statuses, order, MessageState.Failed);
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_message_that_is_chosen_for_long_after_it_was_ordered_stays_in_its_lists(string kind)
    {
        var statuses = Board(kind);
        var now = TimeProvider.System.GetUtcNow();
        var order = Late(now);
        var unknown = MessageEntry.Queued(order) with { State = MessageState.Unknown, At = now };
        await statuses.NoteAsync(unknown);

        Assert.True(await statuses.ResolveAsync(unknown, unknown with { State = MessageState.Queued }));
        await statuses.QueuedAsync(Late(now) with { ChatId = order.ChatId, BookingId = order.BookingId }, AcceptedFields.Of(order));

        await AssertListedAsync(statuses, order, MessageState.Queued);
    }

    // By its last letter it takes what is too old out of the lists that it enters.
    private static SendMessage Late(DateTimeOffset now) =>
        Order() with { MessageId = Guid.Parse($"{Guid.NewGuid():N}"[..31] + "8"), ChatId = $"7{Random.Shared.NextInt64(1_000_000_000)}", BookingId = $"PH-{Guid.NewGuid():N}", CreatedAt = now.AddDays(-30), SendAt = now };

    private static async Task AssertListedAsync(IMessageStatusStore statuses, SendMessage order, MessageState state)
    {
        foreach (var filter in new[] { new MessageFilter(), new MessageFilter(State: state), new MessageFilter(BookingId: order.BookingId), new MessageFilter(ChatId: order.ChatId) })
        {
            Assert.Contains(order.MessageId, await ListedAsync(statuses, filter));
            Assert.Contains(order.MessageId, await ListedAsync(statuses, filter with { From = TimeProvider.System.GetUtcNow().AddDays(-1) }));
        }
    }

    private static async Task<IEnumerable<Guid>> ListedAsync(IMessageStatusStore statuses, MessageFilter filter) => (await statuses.ListAsync(filter, null, 50)).Messages.Select(entry => entry.MessageId);

    [Fact]
    public async Task A_person_is_found_in_a_message_for_later_that_has_left_its_lists()
    {
        var statuses = Board("redis");
        var now = TimeProvider.System.GetUtcNow();
        var order = Order() with { ChatId = $"7{Random.Shared.NextInt64(1_000_000_000)}", CreatedAt = now, SendAt = now.AddDays(100) };
        await statuses.QueuedAsync(order, AcceptedFields.Of(order));
        await Redis.KeyDeleteAsync($"phstudio:gateway:messages:chat:{order.ChatId}");

        var person = new PersonTraces([], [], [], [], [order.ChatId]);
        Assert.Equal([order.MessageId], await statuses.ConcernedAsync(person));
        await statuses.EraseAsync(person);

        Assert.Equal(PersonTraces.Erased, (await statuses.FindAsync(order.MessageId))!.ChatId);
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task An_erasure_finds_an_unknown_message_after_the_lists_of_its_chat_and_booking_ended(string kind)
    {
        var statuses = Board(kind);
        var (order, ofAnother) = (Order() with { ChatId = $"7{Random.Shared.NextInt64(1_000_000_000)}", CreatedAt = Early }, Order() with { CreatedAt = Early });
        foreach (var unknown in new[] { order, ofAnother })
        {
            await statuses.NoteAsync(MessageEntry.Queued(unknown) with { State = MessageState.Unknown, At = TimeProvider.System.GetUtcNow() });
        }

        await Redis.KeyDeleteAsync($"phstudio:gateway:messages:chat:{order.ChatId}");

        var person = new PersonTraces([], [], [], [], [order.ChatId]);
        Assert.Equal([order.MessageId], await statuses.ConcernedAsync(person));
        await statuses.EraseAsync(person);

        Assert.Equal(PersonTraces.Erased, (await statuses.FindAsync(order.MessageId))!.ChatId);
        Assert.Equal(MessageState.Unknown, (await statuses.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_long_timeline_loses_steps_of_its_middle_and_keeps_its_beginning_and_its_end(string kind)
    {
        var statuses = Board(kind);
        var order = Order() with { CreatedAt = Early };
        await statuses.QueuedAsync(order, AcceptedFields.Of(order));
        foreach (var attempt in Enumerable.Range(1, 150))
        {
            await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(attempt), "attempt_failed", "Bad Gateway", Attempts: attempt), MessageEntry.Queued(order));
        }

        await statuses.NoteAsync(MessageEntry.Queued(order) with { State = MessageState.Failed, At = Early.AddSeconds(151), Detail = "Bad Gateway" });

        var steps = await statuses.TimelineAsync(order.MessageId);
        Assert.Equal(("accepted", 1, 150, "failed"), (steps[0].What, steps[1].Attempts, steps[^2].Attempts, steps[^1].What));
        Assert.InRange(steps.Count, 50, 120);
        Assert.Equal(steps.Count, steps.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_timeline_has_each_step_once_in_its_order_whatever_comes_first(string kind)
    {
        var statuses = Board(kind);
        var order = Order() with { CreatedAt = Early };
        var entry = MessageEntry.Queued(order);
        var failed = new TimelineStep(Early.AddSeconds(2), "attempt_failed", "Bad Gateway", Attempts: 1);
        // An edit of a message that nobody knows (any more) makes none of it.
        await statuses.NoteStepAsync(new TimelineStep(Early, "edited"), entry);
        Assert.Null(await statuses.FindAsync(order.MessageId));

        await statuses.NoteStepAsync(failed, entry);
        await statuses.NoteStepAsync(failed, entry);
        await statuses.QueuedAsync(order, AcceptedFields.Of(order));
        await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(1), "deferred", "its chat's limit", Until: Early.AddSeconds(2)), entry);
        await statuses.NoteAsync(entry with { State = MessageState.Sent, At = Early.AddSeconds(3), Attempts = 2 });
        await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(4), "edited"), entry);

        var steps = await statuses.TimelineAsync(order.MessageId);
        Assert.Equal(["accepted", "deferred", "attempt_failed", "sent", "edited"], steps.Select(step => step.What));
        Assert.Equal(("Bad Gateway", 1), (steps.Single(step => step.What == "attempt_failed").Why, steps.Single(step => step.What == "attempt_failed").Attempts));
        Assert.Equal(MessageState.Sent, (await statuses.FindAsync(order.MessageId))!.State);
    }
}
