using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender;

/// <summary>One Lua script, run as one step on the server; named by its digest, so that its text crosses the wire once.</summary>
internal sealed class RedisScript(string lua)
{
    /// <summary>A Redis that does not answer for this long counts as away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Redis names scripts by their SHA-1; no secret depends on it.
#pragma warning disable CA5350
    private readonly byte[] digest = SHA1.HashData(Encoding.UTF8.GetBytes(lua));
#pragma warning restore CA5350

    /// <summary>Runs it; throws a <see cref="RedisException"/> or <see cref="TimeoutException"/> where Redis is away.</summary>
    public async Task<RedisResult> Run(IDatabase redis, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(digest, keys, values).WaitAsync(Patience);
        }
        catch (RedisServerException unknown) when (IsUnknown(unknown))
        {
            return await Load(redis, keys, values);
        }
    }

    /// <summary>The server does not know it yet, or any more: after a flush, a restart, a failover.</summary>
    private async Task<RedisResult> Load(IDatabase redis, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(lua, keys, values).WaitAsync(Patience);
        }
        catch (RedisServerException unknown) when (IsUnknown(unknown))
        {
            // The client's own memory of what it loaded can be wrong once (seen with 1.2.6).
            return await redis.ScriptEvaluateAsync(lua, keys, values).WaitAsync(Patience);
        }
    }

    private static bool IsUnknown(RedisServerException failure) => failure.Message.Contains("NOSCRIPT", StringComparison.Ordinal);
}
