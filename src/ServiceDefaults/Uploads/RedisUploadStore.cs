using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Uploads;

/// <summary>In Redis, a key for each file; beside them when each ends and how large it is, by which the limit is kept. All are in one slot, as their script needs them.</summary>
internal sealed class RedisUploadStore(IConnectionMultiplexer redis, UploadOptions options, TimeProvider time) : IUploadStore
{
    private const string Prefix = "phstudio:gateway:{uploads}";

    private static readonly RedisScript Keep = RedisScript.Load<RedisUploadStore>("upload-keep.lua");
    private static readonly RedisScript Extend = RedisScript.Load<RedisUploadStore>("upload-extend.lua");

    public async Task<bool> KeepAsync(string hash, byte[] content, DateTimeOffset until) => (bool)await Keep.EvaluateAsync(
        redis.GetDatabase(),
        [Key(hash), $"{Prefix}:ends", $"{Prefix}:sizes"],
        [hash, content, content.Length, time.GetUtcNow().ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(), options.MaxBytes]);

    public async Task<bool> ExtendAsync(string hash, DateTimeOffset until) => (bool)await Extend.EvaluateAsync(
        redis.GetDatabase(),
        [Key(hash), $"{Prefix}:ends", $"{Prefix}:sizes"],
        [hash, until.ToUnixTimeMilliseconds()]);

    public Task<bool> HasAsync(string hash) => redis.GetDatabase().KeyExistsAsync(Key(hash));

    public async Task<byte[]?> FindAsync(string hash) => await redis.GetDatabase().StringGetAsync(Key(hash));

    private static RedisKey Key(string hash) => $"{Prefix}:file:{hash}";
}
