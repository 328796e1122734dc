using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>One hash, <c>webhook:moved</c>: new number → old number, and <c>to:</c>old number → new number.</summary>
public sealed class RedisChatMoves(IDatabase redis) : IChatMoves
{
    private const string Key = "webhook:moved";
    private const string To = "to:";

    public async Task<string?> BeforeAsync(string chatId) => await redis.HashGetAsync(Key, chatId);

    public async Task<string?> AfterAsync(string chatId) => await redis.HashGetAsync(Key, To + chatId);

    public async Task<bool> MovedAsync(string oldChatId, string newChatId)
    {
        // First: a second update with another number finds it, also where this process ends between the two.
        if (!await redis.HashSetAsync(Key, To + oldChatId, newChatId, When.NotExists) && await redis.HashGetAsync(Key, To + oldChatId) != newChatId)
        {
            return false;
        }

        await redis.HashSetAsync(Key, newChatId, oldChatId);
        return true;
    }
}
