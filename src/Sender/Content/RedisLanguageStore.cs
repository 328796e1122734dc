using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>The memory of all Senders together. A choice is forgotten a year after it was made.</summary>
public sealed class RedisLanguageStore(IConnectionMultiplexer redis, RedisKeys keys) : ILanguageStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    private static readonly RedisScript ChooseLater = RedisScript.Load<RedisLanguageStore>("language-choose.lua");

    public async Task<string?> FindAsync(string chatId) => await redis.GetDatabase().HashGetAsync(Key(chatId), "language");

    public Task ChooseAsync(string chatId, string language, DateTimeOffset at) =>
        ChooseLater.EvaluateAsync(redis.GetDatabase(), [Key(chatId)], [at.ToUnixTimeMilliseconds(), language, (long)Kept.TotalMilliseconds]);

    public Task ForgetAsync(string chatId) => redis.GetDatabase().KeyDeleteAsync(Key(chatId));

    private RedisKey Key(string chatId) => keys.Of("language", chatId);
}
