using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.Redis;
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
        var board = Board(kind);
        var order = Order();

        await board.NoteAsync(Entry(order, MessageState.Sent));
        await board.QueuedAsync(order);

        Assert.Equal(MessageState.Sent, (await board.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task A_message_that_failed_and_was_sent_after_all_is_sent(string kind)
    {
        var board = Board(kind);
        var order = Order();

        await board.QueuedAsync(order);
        await board.NoteAsync(Entry(order, MessageState.Unknown));
        await board.NoteAsync(Entry(order, MessageState.Failed));
        await board.NoteAsync(Entry(order, MessageState.Sent));
        await board.NoteAsync(Entry(order, MessageState.Failed));

        Assert.Equal(MessageState.Sent, (await board.FindAsync(order.MessageId))!.State);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task Of_two_choices_for_an_unknown_message_the_first_counts(string kind)
    {
        var board = Board(kind);
        var order = Order();
        await board.NoteAsync(Entry(order, MessageState.Unknown));
        var unknown = (await board.FindAsync(order.MessageId))!;

        var first = await board.ResolveAsync(unknown, unknown with { State = MessageState.Queued });
        var second = await board.ResolveAsync(unknown, unknown with { State = MessageState.Sent });

        Assert.Equal((true, false, MessageState.Queued), (first, second, (await board.FindAsync(order.MessageId))!.State));
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task What_nobody_sent_is_not_known(string kind) => Assert.Null(await Board(kind).FindAsync(Guid.NewGuid()));

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task What_is_unknown_is_listed_the_oldest_first_until_it_is_known(string kind)
    {
        var board = Board(kind);
        var (old, middle, young, sent) = (Order(), Order(), Order(), Order());
        // What an earlier run left in this Redis.
        await Redis.KeyDeleteAsync("phstudio:gateway:unknown");
        await board.NoteAsync(Entry(young, MessageState.Unknown) with { At = Early.AddSeconds(3) });
        await board.NoteAsync(Entry(old, MessageState.Unknown) with { At = Early.AddSeconds(1) });
        await board.NoteAsync(Entry(sent, MessageState.Sent) with { At = Early.AddSeconds(2) });
        await board.NoteAsync(Entry(middle, MessageState.Unknown) with { At = Early.AddSeconds(2) });
        // A fact that comes late says no more than is known.
        await board.NoteAsync(Entry(sent, MessageState.Unknown) with { At = Early.AddSeconds(2) });

        Assert.Equal([old.MessageId, middle.MessageId, young.MessageId], await Listed(0, 1000));
        Assert.Equal([middle.MessageId], await Listed(1, 1));

        await board.NoteAsync(Entry(old, MessageState.Sent));
        Assert.Equal([middle.MessageId, young.MessageId], await Listed(0, 1000));

        async Task<IEnumerable<Guid>> Listed(int skip, int most) => (await board.UnknownAsync(skip, most)).Select(entry => entry.MessageId);
    }

    [Fact]
    public async Task What_is_unknown_is_remembered_for_as_long_as_its_order_is_kept()
    {
        var board = Board("redis", TimeSpan.FromDays(12));
        var order = Order();

        await board.NoteAsync(Entry(order, MessageState.Unknown));
        var unknown = await Redis.KeyTimeToLiveAsync($"phstudio:gateway:message:{order.MessageId:N}");
        await board.NoteAsync(Entry(order, MessageState.Sent));
        var sent = await Redis.KeyTimeToLiveAsync($"phstudio:gateway:message:{order.MessageId:N}");

        Assert.InRange(unknown!.Value.TotalDays, 11.9, 12);
        Assert.InRange(sent!.Value.TotalDays, 6.9, 7);
    }

    private static readonly DateTimeOffset Early = TimeProvider.System.GetUtcNow().AddDays(-10);

    private static readonly RedisConnectionMonitor Monitored =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    private static IDatabase Redis => Monitored.Connection.GetDatabase();

    private static IMessageBoard Board(string kind, TimeSpan? unknownExpiry = null) => kind == "memory"
        ? new MemoryMessageBoard()
        : new RedisMessageBoard(Monitored.Connection,
            new BoardOptions { UnknownExpiry = unknownExpiry ?? TimeSpan.FromDays(30) }, TimeProvider.System, NullLogger<RedisMessageBoard>.Instance);

    private static SendMessage Order() => new() { MessageId = Guid.NewGuid(), ChatId = "1", Text = "a", CreatedAt = DateTimeOffset.UnixEpoch };

    private static MessageEntry Entry(SendMessage order, MessageState state) => new() { MessageId = order.MessageId, ChatId = order.ChatId, State = state, At = DateTimeOffset.UnixEpoch };
}
