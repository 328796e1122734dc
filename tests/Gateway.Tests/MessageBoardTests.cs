using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Both boards behave alike.</summary>
public sealed class MessageBoardTests
{
    public static TheoryData<string> Boards => ["memory", "redis"];

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task A_fact_that_came_before_the_note_of_its_acceptance_stays(string kind)
    {
        var statuses = Board(kind);
        var order = Order();

        await statuses.NoteAsync(Entry(order, MessageState.Sent));
        await statuses.QueuedAsync(order);

        Assert.Equal(MessageState.Sent, (await statuses.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task A_message_that_failed_and_was_sent_after_all_is_sent(string kind)
    {
        var statuses = Board(kind);
        var order = Order();

        await statuses.QueuedAsync(order);
        await statuses.NoteAsync(Entry(order, MessageState.Unknown));
        await statuses.NoteAsync(Entry(order, MessageState.Failed));
        await statuses.NoteAsync(Entry(order, MessageState.Sent));
        await statuses.NoteAsync(Entry(order, MessageState.Failed));

        Assert.Equal(MessageState.Sent, (await statuses.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(Boards))]
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
    [MemberData(nameof(Boards))]
    public async Task What_nobody_sent_is_not_known(string kind) => Assert.Null(await Board(kind).FindAsync(Guid.NewGuid()));

    [Theory]
    [MemberData(nameof(Boards))]
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

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task Messages_are_listed_newest_first_by_every_filter_page_by_page(string kind)
    {
        var statuses = Board(kind);
        var now = TimeProvider.System.GetUtcNow();
        var (chat, booking, template) = ($"chat-{Guid.NewGuid():N}", $"PH-{Guid.NewGuid():N}", $"t-{Guid.NewGuid():N}");
        var orders = Enumerable.Range(0, 7).Select(number => Order() with
        {
            ChatId = chat,
            // Two of one moment, too.
            CreatedAt = now.AddMinutes(-10 + (number / 2)),
            BookingId = number % 2 == 0 ? booking : null,
            Template = number < 3 ? template : null,
        }).ToList();
        foreach (var order in orders)
        {
            await statuses.QueuedAsync(order);
        }

        await statuses.NoteAsync(MessageEntry.Queued(orders[0]) with { State = MessageState.Failed, At = now, Detail = "Forbidden" });
        await statuses.NoteAsync(MessageEntry.Queued(orders[1]) with { State = MessageState.Sent, At = now });
        await statuses.NoteAsync(MessageEntry.Queued(orders[2]) with { State = MessageState.Unknown, At = now });

        var newestFirst = orders.OrderByDescending(order => order.CreatedAt.ToUnixTimeMilliseconds()).ThenByDescending(order => order.MessageId.ToString("N"), StringComparer.Ordinal).Select(order => order.MessageId).ToList();
        Assert.Equal(newestFirst, await AllAsync(new MessageFilter(ChatId: chat)));
        Assert.Equal(newestFirst.Where(id => Is(id, order => order.BookingId is not null)), await AllAsync(new MessageFilter(BookingId: booking)));
        Assert.Equal(newestFirst.Where(id => Is(id, order => order.Template is not null)), await AllAsync(new MessageFilter(ChatId: chat, Template: template)));
        Assert.Equal(newestFirst.Where(id => Is(id, order => order.CreatedAt >= now.AddMinutes(-9) && order.CreatedAt < now.AddMinutes(-8))), await AllAsync(new MessageFilter(ChatId: chat, From: now.AddMinutes(-9), To: now.AddMinutes(-8))));
        Assert.Equal([orders[0].MessageId], await AllAsync(new MessageFilter(ChatId: chat, State: MessageState.Failed)));
        Assert.Equal([orders[1].MessageId], await AllAsync(new MessageFilter(ChatId: chat, State: MessageState.Sent)));
        Assert.Equal([orders[2].MessageId], await AllAsync(new MessageFilter(ChatId: chat, State: MessageState.Unknown)));
        Assert.Equal(4, (await AllAsync(new MessageFilter(ChatId: chat, State: MessageState.Queued))).Count);
        Assert.Contains(orders[6].MessageId, await AllAsync(new MessageFilter(From: now.AddMinutes(-8), To: now)));
        // Those in a state are in its list only as long as they are in it.
        await statuses.NoteAsync(MessageEntry.Queued(orders[0]) with { State = MessageState.Sent, At = now });
        Assert.DoesNotContain(orders[0].MessageId, await AllAsync(new MessageFilter(State: MessageState.Failed, From: now.AddMinutes(-11))));

        bool Is(Guid id, Func<SendMessage, bool> what) => what(orders.Single(order => order.MessageId == id));

        async Task<List<Guid>> AllAsync(MessageFilter filter)
        {
            var found = new List<Guid>();
            PageCursor? after = null;
            do
            {
                var (messages, next) = await statuses.ListAsync(filter, after, 2);
                found.AddRange(messages.Select(message => message.MessageId));
                after = next is { } cursor ? PageCursor.Read(cursor.ToString()) : null;
            }
            while (after is not null && found.Count < 10_000);

            return found;
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
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
        await statuses.QueuedAsync(order);
        await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(1), "deferred", "its chat's limit", Until: Early.AddSeconds(2)), entry);
        await statuses.NoteAsync(entry with { State = MessageState.Sent, At = Early.AddSeconds(3), Attempts = 2 });
        await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(4), "edited"), entry);

        var steps = await statuses.TimelineAsync(order.MessageId);
        Assert.Equal(["accepted", "deferred", "attempt_failed", "sent", "edited"], steps.Select(step => step.What));
        Assert.Equal(("Bad Gateway", 1), (steps.Single(step => step.What == "attempt_failed").Why, steps.Single(step => step.What == "attempt_failed").Attempts));
        Assert.Equal(MessageState.Sent, (await statuses.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task Messages_are_counted_by_state_and_time(string kind)
    {
        // A year of its own: the lists in Redis are everybody's.
        var board = Board(kind);
        var start = new DateTimeOffset(2100 + Random.Shared.Next(5000), 1, 1, 0, 0, 0, TimeSpan.Zero);
        var states = new[] { MessageState.Sent, MessageState.Sent, MessageState.Failed, MessageState.Expired, MessageState.Queued, MessageState.Unknown };
        foreach (var (state, at) in states.Select((state, at) => (state, at)))
        {
            var order = Order() with { CreatedAt = start.AddMinutes(at) };
            await board.NoteAsync(Entry(order, state) with { CreatedAt = order.CreatedAt, At = order.CreatedAt });
        }

        var counts = await board.CountAsync([start.AddMinutes(-1), start, start.AddMinutes(1)], start.AddMinutes(6));

        Assert.Equal([new(start.AddMinutes(-1), 0, 0, 0, 0, 0), new(start, Sent: 1, Queued: 0, Failed: 0, Expired: 0, Unknown: 0), new MessageCounts(start.AddMinutes(1), Sent: 1, Queued: 1, Failed: 1, Expired: 1, Unknown: 1)], counts);
    }

    private static readonly DateTimeOffset Early = TimeProvider.System.GetUtcNow().AddDays(-10);

    private static readonly RedisConnectionMonitor Monitored =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    private static IDatabase Redis => Monitored.Connection.GetDatabase();

    private static IMessageStatusStore Board(string kind, TimeSpan? unknownExpiry = null) => kind == "memory"
        ? new InMemoryMessageStatusStore()
        : new RedisMessageStatusStore(Monitored.Connection,
            new MessageStatusOptions { UnknownExpiry = unknownExpiry ?? TimeSpan.FromDays(30) }, TimeProvider.System, NullLogger<RedisMessageStatusStore>.Instance);

    private static SendMessage Order() => new() { MessageId = Guid.NewGuid(), ChatId = "1", Text = "a", CreatedAt = DateTimeOffset.UnixEpoch };

    private static MessageEntry Entry(SendMessage order, MessageState state) => new() { MessageId = order.MessageId, ChatId = order.ChatId, State = state, At = DateTimeOffset.UnixEpoch };
}
