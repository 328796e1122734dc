using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Languages;

/// <summary>The memory of all Senders together. A choice is kept for good: it is a person's, and a few bytes.</summary>
public sealed class RedisLanguageMemory(IConnectionMultiplexer redis, RedisKeys keys) : ILanguageMemory
{
    // KEYS: the person's choice. ARGV: when in milliseconds, the language.
    private static readonly RedisScript ChooseLater = new("""
        if tonumber(redis.call('HGET', KEYS[1], 'at') or 0) > tonumber(ARGV[1]) then return 0 end
        redis.call('HSET', KEYS[1], 'at', ARGV[1], 'language', ARGV[2])
        return 1
        """);

    /// <inheritdoc />
    public async Task<string?> Find(string chatId) => await redis.GetDatabase().HashGetAsync(Key(chatId), "language").WaitAsync(RedisScript.Patience);

    /// <inheritdoc />
    public Task Choose(string chatId, string language, DateTimeOffset at) =>
        ChooseLater.Run(redis.GetDatabase(), [Key(chatId)], [at.ToUnixTimeMilliseconds(), language]);

    private RedisKey Key(string chatId) => keys.Of("language", chatId);
}
