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

/// <summary>The boards, and what is put on them. Those in Redis share their lists: the tests of them run one after another.</summary>
internal static class MessageBoards
{
    public static TheoryData<string> All => ["memory", "redis"];

    public static readonly DateTimeOffset Early = TimeProvider.System.GetUtcNow().AddDays(-10);

    private static readonly RedisConnectionMonitor Monitored =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    public static IDatabase Redis => Monitored.Connection.GetDatabase();

    public static IAcceptedContent Contents(string kind) => kind == "memory"
        ? new InMemoryAcceptedContent()
        : new RedisAcceptedContent(Monitored.Connection, NullLogger<RedisAcceptedContent>.Instance);

    public static IMessageStatusStore Board(string kind, TimeSpan? unknownExpiry = null, IAcceptedContent? contents = null) => kind == "memory"
        ? new InMemoryMessageStatusStore(contents ?? Contents(kind), TimeProvider.System)
        : new RedisMessageStatusStore(Monitored.Connection,
            new MessageStatusOptions { UnknownExpiry = unknownExpiry ?? TimeSpan.FromDays(30) }, TimeProvider.System, NullLogger<RedisMessageStatusStore>.Instance);

    public static SendMessage Order() => new() { MessageId = Guid.NewGuid(), ChatId = "1", Text = "a", CreatedAt = DateTimeOffset.UnixEpoch };

    public static MessageEntry Entry(SendMessage order, MessageState state) => new() { MessageId = order.MessageId, ChatId = order.ChatId, State = state, At = DateTimeOffset.UnixEpoch };
}
