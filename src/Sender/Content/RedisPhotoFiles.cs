using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>In Redis, for all Senders. While it is unavailable nothing is known.</summary>
internal sealed class RedisPhotoFiles(IConnectionMultiplexer redis, RedisKeys keys, RedisFailover outage) : IPhotoFiles
{
    private const string Subject = "photo-files";

    public Task<string?> FindAsync(string hash) => outage.AskAsync(Subject, async () => (string?)await redis.GetDatabase().StringGetAsync(Key(hash)), () => Task.FromResult<string?>(null));

    public Task RememberAsync(string hash, string fileId) => outage.DoAsync(Subject, () => redis.GetDatabase().StringSetAsync(Key(hash), fileId, IPhotoFiles.Kept), () => Task.CompletedTask);

    public Task<bool> ForgetAsync(string hash) => outage.AskAsync(Subject, () => redis.GetDatabase().KeyDeleteAsync(Key(hash)), () => Task.FromResult(false));

    private RedisKey Key(string hash) => keys.Of("photo", hash);
}
