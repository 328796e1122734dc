using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using static PhStudio.Messaging.Gateway.Tests.MessageBoards;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>How long each board knows a message, and that its lists and an erasure find it meanwhile.</summary>
[Collection(nameof(MessageBoards))]
public sealed class MessageBoardTimeTests
{
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
}
