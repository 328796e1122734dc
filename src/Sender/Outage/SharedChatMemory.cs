using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Chats;

namespace PhStudio.Messaging.Sender.Outage;

/// <summary>What is known of chats, in Redis; while it is away, what this process learnt itself.</summary>
public sealed class SharedChatMemory(RedisChatMemory shared, InMemoryChatMemory own, RedisOutage outage) : IChatMemory
{
    /// <inheritdoc />
    public Task<ChatNote?> Find(string chatId) => outage.Ask("chats", () => shared.Find(chatId), () => own.Find(chatId));

    /// <inheritdoc />
    public Task Migrated(string chatId, string newChatId) =>
        outage.Do("chats", () => shared.Migrated(chatId, newChatId), () => own.Migrated(chatId, newChatId));

    /// <inheritdoc />
    public Task Unreachable(string chatId, FailureReason reason) =>
        outage.Do("chats", () => shared.Unreachable(chatId, reason), () => own.Unreachable(chatId, reason));

    /// <inheritdoc />
    public async Task Reachable(string chatId)
    {
        await own.Reachable(chatId);
        await shared.Reachable(chatId);
    }
}
