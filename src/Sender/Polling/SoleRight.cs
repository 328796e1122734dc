using PhStudio.Messaging.RedisIntegration.Scripts;
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
    private static readonly RedisScript HoldScript = RedisScript.Load<RedisSoleRight>("lease-hold.lua");
    private static readonly RedisScript GiveUpScript = RedisScript.Load<RedisSoleRight>("lease-give-up.lua");

    /// <inheritdoc />
    public async Task<bool> Hold(string what, TimeSpan period) =>
        (bool)await HoldScript.EvaluateAsync(redis.GetDatabase(), [keys.Of("right", what)], [me.Owner, (long)period.TotalMilliseconds]);

    /// <inheritdoc />
    public Task GiveUp(string what) => GiveUpScript.EvaluateAsync(redis.GetDatabase(), [keys.Of("right", what)], [me.Owner]);
}
