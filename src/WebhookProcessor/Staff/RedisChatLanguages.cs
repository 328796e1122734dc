using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>One hash, <c>phstudio:webhook:chat-languages</c>: chat → language.</summary>
public sealed class RedisChatLanguages(IDatabase redis) : IChatLanguages
{
    private const string Key = "phstudio:webhook:chat-languages";

    public async Task<IReadOnlyDictionary<string, string>> AllAsync() =>
        (await redis.HashGetAllAsync(Key)).ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString(), StringComparer.Ordinal);

    public Task SetAsync(string chatId, string language) => redis.HashSetAsync(Key, chatId, language);
}
