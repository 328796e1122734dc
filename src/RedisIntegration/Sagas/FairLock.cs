using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// A lock in Redis that is given in the order of asking. The holder has it for a lease, which is renewed while it is held, however long that takes:
/// the lease is for a process that died. A waiter that stops asking is passed over after <see cref="Heartbeat"/>.
/// All times are Redis's own, so clocks of processes do not matter. Whoever loses the lock all the same (Redis was away for longer than the lease)
/// is stopped by the check at the write.
/// </summary>
internal sealed class FairLock(ChosenDatabase database, RedisKey key, TimeSpan lease, TimeSpan patience, Action lost)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(3);

    private static readonly RedisScript Ask = new("lock", """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        for _, silent in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now)) do
          redis.call('ZREM', KEYS[2], silent)
          redis.call('ZREM', KEYS[3], silent)
        end
        if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
          local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')
          redis.call('ZADD', KEYS[2], (tonumber(last[2]) or 0) + 1, ARGV[1])
        end
        if redis.call('EXISTS', KEYS[1]) == 0 and redis.call('ZRANGE', KEYS[2], 0, 0)[1] == ARGV[1] then
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          redis.call('ZREM', KEYS[2], ARGV[1])
          redis.call('ZREM', KEYS[3], ARGV[1])
          return 1
        end
        redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
        redis.call('PEXPIRE', KEYS[2], ARGV[3] * 10)
        redis.call('PEXPIRE', KEYS[3], ARGV[3] * 10)
        return 0
        """);

    /// <summary>ARGV token, lease. Returns whether the lock was still ours.</summary>
    private static readonly RedisScript Renew = new("lock renewal", """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 0
        """);

    private static readonly RedisScript Free = new("unlock", """
        redis.call('ZREM', KEYS[2], ARGV[1])
        redis.call('ZREM', KEYS[3], ARGV[1])
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """);

    private readonly ChosenDatabase _database = database;
    private readonly RedisKey[] _keys = [key, HashSlot.Beside(key!, ":waiting"), HashSlot.Beside(key!, ":alive")];
    private readonly RedisValue _token = Guid.NewGuid().ToString("N");
    private readonly Action _lost = lost;

    private TimeSpan RenewEvery => lease / 3;

    private long LeaseMs => (long)lease.TotalMilliseconds;

    /// <summary>Waits for the lock; what is returned gives it back.</summary>
    /// <exception cref="TimeoutException">It was not free in time.</exception>
    public async Task<IAsyncDisposable> Take(TimeProvider time, CancellationToken cancellationToken)
    {
        var holding = new Holding(this, time);
        var started = time.GetTimestamp();
        try
        {
            while (!await TryTake(cancellationToken).ConfigureAwait(false))
            {
                if (time.GetElapsedTime(started) > patience)
                {
                    throw new TimeoutException($"The lock '{(string)_keys[0]!}' was not free within {patience.TotalSeconds:0.#} s.");
                }

                await Task.Delay(AskAgain, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await holding.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        holding.Keep();
        return holding;
    }

    private async Task<bool> TryTake(CancellationToken cancellationToken) =>
        (bool)await Ask.Evaluate(_database.Current, _keys, [_token, LeaseMs, (long)Heartbeat.TotalMilliseconds], cancellationToken)
            .ConfigureAwait(false);

    private sealed class Holding(FairLock owner, TimeProvider time) : IAsyncDisposable
    {
        private PeriodicTimer? _timer;
        private Task _renewing = Task.CompletedTask;

        public void Keep()
        {
            _timer = new PeriodicTimer(owner.RenewEvery, time);
            _renewing = Renewing(_timer);
        }

        public async ValueTask DisposeAsync()
        {
            _timer?.Dispose();
            await _renewing.ConfigureAwait(false);
            try
            {
                await Free.Evaluate(owner._database.Current, owner._keys, [owner._token]).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // The lease frees it; what the message did must not fail for it.
            }
        }

        private async Task Renewing(PeriodicTimer timer)
        {
            while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
            {
                try
                {
                    if (!(bool)await Renew.Evaluate(owner._database.Current, [owner._keys[0]], [owner._token, owner.LeaseMs]).ConfigureAwait(false))
                    {
                        owner._lost();
                        return;
                    }
                }
                catch (Exception exception) when (exception is RedisException or TimeoutException)
                {
                    // Once more at the next tick: the lease outlives two that fail.
                }
            }
        }
    }
}
