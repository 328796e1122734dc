using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Languages;

/// <summary>The memory of all Senders together. A choice is forgotten a year after it was made.</summary>
public sealed class RedisLanguageMemory(IConnectionMultiplexer redis, RedisKeys keys) : ILanguageMemory
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    private static readonly RedisScript ChooseLater = RedisScript.Load<RedisLanguageMemory>("language-choose.lua");

    /// <inheritdoc />
    public async Task<string?> Find(string chatId) => await redis.GetDatabase().HashGetAsync(Key(chatId), "language");

    /// <inheritdoc />
    public Task Choose(string chatId, string language, DateTimeOffset at) =>
        ChooseLater.EvaluateAsync(redis.GetDatabase(), [Key(chatId)], [at.ToUnixTimeMilliseconds(), language, (long)Kept.TotalMilliseconds]);

    private RedisKey Key(string chatId) => keys.Of("language", chatId);
}
