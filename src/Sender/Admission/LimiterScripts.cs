using PhStudio.Messaging.RedisIntegration.Scripts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The limiter's two steps over the bot's hash and a chat's: the same as <see cref="BotBucket"/> and <see cref="ChatBucket"/>. All numbers are microseconds.</summary>
internal static class LimiterScripts
{
    public static readonly RedisScript Ask = RedisScript.Load<RedisLimiter>("limit.lua");
    public static readonly RedisScript Penalise = RedisScript.Load<RedisLimiter>("limit-penalise.lua");
}
