using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>One hash, <c>webhook:moved</c>: new number → old number.</summary>
public sealed class RedisChatMoves(IDatabase redis) : IChatMoves
{
    private const string Key = "webhook:moved";

    /// <inheritdoc />
    public async Task<string?> Before(string chatId) => await redis.HashGetAsync(Key, chatId);

    /// <inheritdoc />
    public Task Moved(string oldChatId, string newChatId) => redis.HashSetAsync(Key, newChatId, oldChatId);
}
