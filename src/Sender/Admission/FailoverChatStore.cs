using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>What is known of chats, in Redis; while it is unavailable, what this process learned itself.</summary>
public sealed class FailoverChatStore(RedisChatStore shared, InMemoryChatStore own, RedisFailover outage) : IChatStore
{
    public Task<ChatStatus?> FindAsync(string chatId) => outage.AskAsync("chats", () => shared.FindAsync(chatId), () => own.FindAsync(chatId));

    public Task MigratedAsync(string chatId, string newChatId) =>
        outage.DoAsync("chats", () => shared.MigratedAsync(chatId, newChatId), () => own.MigratedAsync(chatId, newChatId));

    public Task UnreachableAsync(string chatId, FailureReason reason) =>
        outage.DoAsync("chats", () => shared.UnreachableAsync(chatId, reason), () => own.UnreachableAsync(chatId, reason));

    public async Task<bool> ReachableAsync(string chatId, bool isWritten)
    {
        var isOwn = await own.ReachableAsync(chatId, isWritten);
        return await shared.ReachableAsync(chatId, isWritten) || isOwn;
    }

    public async Task<ChatStatus?> ForgetAsync(string chatId)
    {
        var ours = await own.ForgetAsync(chatId);
        return await shared.ForgetAsync(chatId) ?? ours;
    }

    public Task<IReadOnlyList<NotedChat>> ListAsync(ChatPlace? after, int limit) => outage.AskAsync("chats", () => shared.ListAsync(after, limit), () => own.ListAsync(after, limit));
}
