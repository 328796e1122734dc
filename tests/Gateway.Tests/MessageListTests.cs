using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using static PhStudio.Messaging.Gateway.Tests.MessageBoards;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The lists and counts of each board; both behave alike.</summary>
[Collection(nameof(MessageBoards))]
public sealed class MessageListTests
{
    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
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
            await statuses.QueuedAsync(order, AcceptedFields.Of(order));
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
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_message_to_a_group_that_became_a_supergroup_is_listed_under_the_number_where_it_is(string kind)
    {
        var board = Board(kind);
        var (group, supergroup) = ($"-7{Random.Shared.NextInt64(1_000_000_000)}", $"-1007{Random.Shared.NextInt64(1_000_000_000)}");
        var order = Order() with { ChatId = group, CreatedAt = TimeProvider.System.GetUtcNow() };
        await board.QueuedAsync(order, AcceptedFields.Of(order));

        await board.NoteAsync(MessageEntry.Queued(order) with { State = MessageState.Sent, ChatId = supergroup, At = order.CreatedAt });

        Assert.Equal([order.MessageId], (await board.ListAsync(new MessageFilter(ChatId: supergroup), null, 5)).Messages.Select(entry => entry.MessageId));
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task Messages_are_counted_by_state_and_time(string kind)
    {
        // A year of its own: the lists in Redis are everybody's.
        var board = Board(kind);
        var start = new DateTimeOffset(2100 + Random.Shared.Next(5000), 1, 1, 0, 0, 0, TimeSpan.Zero);
        var states = new[] { MessageState.Sent, MessageState.Sent, MessageState.Failed, MessageState.Expired, MessageState.Queued, MessageState.Unknown };
        foreach (var (state, at) in states.Select((state, at) => (state, at)))
        {
            var order = Order() with { CreatedAt = start.AddMinutes(at) };
            var entry = Entry(order, state) with { CreatedAt = order.CreatedAt, At = order.CreatedAt };
            if (at is 1 or 4)
            {
                await board.NoteStepAsync(new TimelineStep(order.CreatedAt, "deferred", "its chat's limit"), entry with { State = MessageState.Queued });
            }

            await board.NoteAsync(entry);
        }

        var counts = await board.CountAsync([start.AddMinutes(-1), start, start.AddMinutes(1)], start.AddMinutes(6));

        Assert.Equal([new(start.AddMinutes(-1), 0, 0, 0, 0, 0), new(start, Sent: 1, Queued: 0, Failed: 0, Expired: 0, Unknown: 0), new MessageCounts(start.AddMinutes(1), Sent: 1, Queued: 1, Failed: 1, Expired: 1, Unknown: 1, Deferred: 2)], counts);
    }
}
