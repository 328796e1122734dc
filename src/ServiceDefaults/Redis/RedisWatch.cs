using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>
/// Replaces a connection to Redis that has fallen silent. StackExchange.Redis 1.2.6 notices only what was closed: a network that swallows packets,
/// or a write queue that lost its wake-up (seen once, on a busy machine, from the first call on), it bears for as long as the process lives (docs/decisions/0007).
/// </summary>
internal sealed partial class RedisWatch(RenewableRedis redis, RedisWatchOptions options, TimeProvider time, ILogger<RedisWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var heard = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var answers = await AnswersAsync(stoppingToken);
            var silence = time.GetElapsedTime(heard);
            if (!answers && silence < options.Patience)
                continue;
            if (!answers && !stoppingToken.IsCancellationRequested)
                await ReplaceAsync(silence, stoppingToken);
            heard = time.GetTimestamp();
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken stopping)
    {
        try
        {
            await redis.Current.GetDatabase().PingAsync().WaitAsync(options.Patience, time, stopping);
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReplaceAsync(TimeSpan silence, CancellationToken stopping)
    {
        // While Redis is away this comes again and again: only of a connection that believes to be one it is worth a line.
        if (redis.Current.IsConnected)
            Log.Silent(logger, silence.TotalSeconds);
        var old = await redis.RenewAsync();
        // Whoever got the old one just before may still ask it. Then what waits on it fails, and is tried again on the new one.
        await Task.Delay(options.Interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        old.Close(allowCommandsToComplete: false);
        old.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The connection to Redis is open, but nothing was answered for {Seconds:0} s: a new one takes its place.")]
        public static partial void Silent(ILogger logger, double seconds);
    }
}
