using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Messages;
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
    public async Task What_nobody_sent_is_not_known(string kind) => Assert.Null(await Board(kind).FindAsync(Guid.NewGuid()));

    private static IMessageBoard Board(string kind) => kind == "memory"
        ? new MemoryMessageBoard()
        : new RedisMessageBoard(ConnectionMultiplexer.Connect(RedisConnection.Parse(RealServers.Redis)!), NullLogger<RedisMessageBoard>.Instance);

    private static SendMessage Order() => new() { MessageId = Guid.NewGuid(), ChatId = "1", Text = "a", CreatedAt = DateTimeOffset.UnixEpoch };

    private static MessageEntry Entry(SendMessage order, MessageState state) => new() { MessageId = order.MessageId, ChatId = order.ChatId, State = state, At = DateTimeOffset.UnixEpoch };
}
