using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Scripts;

/// <summary>
/// A Lua script and the one way to run it: a script cache that was flushed (restart, failover, SCRIPT FLUSH) costs one repeat and not an error,
/// and an answer that does not come becomes an exception. StackExchange.Redis 1.2.6 does neither.
/// </summary>
internal sealed class RedisScript(string name, string text)
{
    /// <summary>The script itself, for a larger one that holds it.</summary>
    public string Text => text;

    public async Task<RedisResult> Evaluate(IDatabase database, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Once(database, keys, values, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await Once(database, keys, values, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<RedisResult> Once(IDatabase database, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        RedisAnswer.Of(name, database.ScriptEvaluateAsync(text, keys, values), cancellationToken);
}
