using StackExchange.Redis;

namespace PhStudio.Messaging.Sender;

/// <summary>One Lua script, run as one step on the server.</summary>
internal sealed class RedisScript(string lua)
{
    /// <summary>A Redis that does not answer for this long counts as away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs it; throws a <see cref="RedisException"/> or <see cref="TimeoutException"/> where Redis is away.</summary>
    public async Task<RedisResult> Run(IDatabase redis, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(lua, keys, values).WaitAsync(Patience);
        }
        catch (RedisServerException failure) when (failure.Message.Contains("NOSCRIPT", StringComparison.Ordinal))
        {
            // Once after a flush, restart or failover the client's memory of loaded scripts is wrong (seen with 1.2.6).
            return await redis.ScriptEvaluateAsync(lua, keys, values).WaitAsync(Patience);
        }
    }
}
