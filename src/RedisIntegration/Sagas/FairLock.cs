using MassTransit;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// A lock in Redis that is granted in the order of requests. The holder has it for a lease, which is renewed while it is held:
/// the lease is for a process that died. A waiter that stops asking is skipped after <see cref="Heartbeat"/>.
/// All times are Redis's own, so clocks of processes do not matter. A process that loses the lock all the same (Redis was unavailable for longer than the lease)
/// is stopped by the check at the write.
/// </summary>
internal sealed class FairLock(Lazy<IDatabase> database, RedisKey key, TimeSpan lease, TimeSpan timeout, Action lost)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(3);

    private static readonly RedisScript TakeScript = RedisScript.Load<RedisScript>("lock-take.lua");
    private static readonly RedisScript RenewScript = RedisScript.Load<RedisScript>("lock-renew.lua");
    private static readonly RedisScript FreeScript = RedisScript.Load<RedisScript>("lock-free.lua");

    private readonly Lazy<IDatabase> _database = database;
    private readonly RedisKey[] _keys = [key, HashSlot.Beside(key!, ":waiting"), HashSlot.Beside(key!, ":alive")];
    private readonly RedisValue _token = Guid.NewGuid().ToString("N");
    private readonly Action _lost = lost;

    private TimeSpan RenewEvery => lease / 3;

    private long LeaseMs => (long)lease.TotalMilliseconds;

    /// <summary>Waits for the lock; what is returned gives it back.</summary>
    /// <exception cref="TimeoutException">It was not free in time.</exception>
    public async Task<IAsyncDisposable> TakeAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var holding = new Holding(this, time);
        var started = time.GetTimestamp();
        try
        {
            while (!await TryTakeAsync(cancellationToken).ConfigureAwait(false))
            {
                if (time.GetElapsedTime(started) > timeout)
                {
                    throw new TimeoutException($"The lock '{(string)_keys[0]!}' was not free within {timeout.TotalSeconds:0.#} s.");
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

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken) =>
        (bool)await TakeScript.EvaluateAsync(_database.Value, _keys, [_token, LeaseMs, (long)Heartbeat.TotalMilliseconds], cancellationToken)
            .ConfigureAwait(false);

    private sealed class Holding(FairLock owner, TimeProvider time) : IAsyncDisposable
    {
        private PeriodicTimer? _timer;
        private Task _renewing = Task.CompletedTask;

        public void Keep()
        {
            _timer = new PeriodicTimer(owner.RenewEvery, time);
            _renewing = RenewingAsync(_timer);
        }

        public async ValueTask DisposeAsync()
        {
            _timer?.Dispose();
            await _renewing.ConfigureAwait(false);
            try
            {
                await FreeScript.EvaluateAsync(owner._database.Value, owner._keys, [owner._token]).ConfigureAwait(false);
            }
            catch (Exception exception) when (RedisAvailability.IsFailure(exception))
            {
                // The lease frees it; what the message did must not fail for it.
            }
        }

        private async Task RenewingAsync(PeriodicTimer timer)
        {
            while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
            {
                try
                {
                    if (!(bool)await RenewScript.EvaluateAsync(owner._database.Value, [owner._keys[0]], [owner._token, owner.LeaseMs]).ConfigureAwait(false))
                    {
                        owner._lost();
                        return;
                    }
                }
                catch (Exception exception) when (RedisAvailability.IsFailure(exception))
                {
                    // Once more at the next tick: the lease outlives two that fail.
                }
            }
        }
    }
}
