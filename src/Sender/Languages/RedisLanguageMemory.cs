using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Languages;

/// <summary>The memory of all Senders together. A choice is kept for good: it is a person's, and a few bytes.</summary>
public sealed class RedisLanguageMemory(IConnectionMultiplexer redis, RedisKeys keys) : ILanguageMemory
{
    private static readonly RedisScript ChooseLater = RedisScript.Load<RedisLanguageMemory>("language-choose.lua");

    /// <inheritdoc />
    public async Task<string?> Find(string chatId) => await redis.GetDatabase().HashGetAsync(Key(chatId), "language");

    /// <inheritdoc />
    public Task Choose(string chatId, string language, DateTimeOffset at) =>
        ChooseLater.EvaluateAsync(redis.GetDatabase(), [Key(chatId)], [at.ToUnixTimeMilliseconds(), language]);

    private RedisKey Key(string chatId) => keys.Of("language", chatId);
}
