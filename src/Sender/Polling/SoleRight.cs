using PhStudio.Messaging.Sender.Ledger;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Polling;

/// <summary>The right of one process among all to do something, for a while.</summary>
public interface ISoleRight
{
    /// <summary>Takes the right or prolongs it; false while another process has it.</summary>
    Task<bool> Hold(string what, TimeSpan period);

    /// <summary>Gives it up, so that another need not wait.</summary>
    Task GiveUp(string what);
}

/// <summary>A single process has every right.</summary>
public sealed class InMemorySoleRight : ISoleRight
{
    /// <inheritdoc />
    public Task<bool> Hold(string what, TimeSpan period) => Task.FromResult(true);

    /// <inheritdoc />
    public Task GiveUp(string what) => Task.CompletedTask;
}

/// <summary>The right is a key with an owner and an end.</summary>
public sealed class RedisSoleRight(IConnectionMultiplexer redis, RedisKeys keys, LedgerOptions me) : ISoleRight
{
    private static readonly RedisScript HoldScript = new("""
        local owner = redis.call('GET', KEYS[1])
        if owner and owner ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """);

    private static readonly RedisScript GiveUpScript = new("""
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """);

    /// <inheritdoc />
    public async Task<bool> Hold(string what, TimeSpan period) =>
        (bool)await HoldScript.Run(redis.GetDatabase(), [keys.Of("right", what)], [me.Owner, (long)period.TotalMilliseconds]);

    /// <inheritdoc />
    public Task GiveUp(string what) => GiveUpScript.Run(redis.GetDatabase(), [keys.Of("right", what)], [me.Owner]);
}
