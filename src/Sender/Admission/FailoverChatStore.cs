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

    public async Task ReachableAsync(string chatId, bool isWritten, DateTimeOffset seenAt, Func<Task> tellAsync)
    {
        var isTold = false;
        await own.ReachableAsync(chatId, isWritten, seenAt, TellAsync);
        await shared.ReachableAsync(chatId, isWritten, seenAt, () => isTold ? Task.CompletedTask : TellAsync());

        Task TellAsync()
        {
            isTold = true;
            return tellAsync();
        }
    }

    public async Task<ChatStatus?> AskAgainAsync(string chatId)
    {
        var ours = await own.AskAgainAsync(chatId);
        return await shared.AskAgainAsync(chatId) ?? ours;
    }

    public async Task ForgetAsync(string chatId)
    {
        await own.ForgetAsync(chatId);
        await shared.ForgetAsync(chatId);
    }

    public Task<IReadOnlyList<NotedChat>> ListAsync(ChatPlace? after, int limit) => outage.AskAsync("chats", () => shared.ListAsync(after, limit), () => own.ListAsync(after, limit));
}
