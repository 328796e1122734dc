using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>A lease: one process among all may do something, for a limited time.</summary>
public interface ILease
{
    /// <summary>Takes or renews the lease; false while another process has it.</summary>
    Task<bool> HoldAsync(string what, TimeSpan period);

    /// <summary>Releases it.</summary>
    Task GiveUpAsync(string what);
}

/// <summary>A single process always has it.</summary>
public sealed class InMemoryLease : ILease
{
    public Task<bool> HoldAsync(string what, TimeSpan period) => Task.FromResult(true);

    public Task GiveUpAsync(string what) => Task.CompletedTask;
}

/// <summary>A key in Redis with an owner and an expiry.</summary>
public sealed class RedisLease(IConnectionMultiplexer redis, RedisKeys keys, LedgerOptions me) : ILease
{
    private static readonly RedisScript HoldScript = RedisScript.Load<RedisLease>("lease-hold.lua");
    private static readonly RedisScript GiveUpScript = RedisScript.Load<RedisLease>("lease-give-up.lua");

    public async Task<bool> HoldAsync(string what, TimeSpan period) =>
        (bool)await HoldScript.EvaluateAsync(redis.GetDatabase(), [keys.Of("right", what)], [me.Owner, (long)period.TotalMilliseconds]);

    public Task GiveUpAsync(string what) => GiveUpScript.EvaluateAsync(redis.GetDatabase(), [keys.Of("right", what)], [me.Owner]);
}
