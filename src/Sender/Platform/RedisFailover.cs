using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>
/// Knows whether Redis answers. While it does not, each question is answered from this process's own memory, and once a second one of them
/// tries Redis again: so an outage neither stops everything nor delays each message.
/// </summary>
public sealed partial class RedisFailover(SenderMetrics metrics, TimeProvider time, ILogger<RedisFailover> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _tryAgainAt;

    /// <summary>Asks Redis, and this process's own memory where Redis is unavailable.</summary>
    /// <param name="subject">What it is about, for the metric.</param>
    /// <param name="shared">Asks Redis.</param>
    /// <param name="own">Asks the own memory.</param>
    public async Task<T> AskAsync<T>(string subject, Func<Task<T>> shared, Func<Task<T>> own)
    {
        var again = Volatile.Read(ref _tryAgainAt);
        if (again == 0 || (time.GetUtcNow().UtcTicks >= again && Interlocked.CompareExchange(ref _tryAgainAt, Later(), again) == again))
        {
            try
            {
                var answer = await shared();
                Back();
                return answer;
            }
            catch (Exception away) when (RedisAvailability.IsFailure(away))
            {
                Away();
            }
        }

        metrics.WithoutRedis(subject);
        return await own();
    }

    /// <summary>The same for a command without an answer.</summary>
    public Task DoAsync(string subject, Func<Task> shared, Func<Task> own) => AskAsync(subject, () => DoneAsync(shared), () => DoneAsync(own));

    private static async Task<bool> DoneAsync(Func<Task> work)
    {
        await work();
        return true;
    }

    private long Later() => (time.GetUtcNow() + Pause).UtcTicks;

    private void Away()
    {
        if (Interlocked.Exchange(ref _tryAgainAt, Later()) == 0)
        {
            Log.Away(logger);
        }
    }

    private void Back()
    {
        if (Volatile.Read(ref _tryAgainAt) != 0 && Interlocked.Exchange(ref _tryAgainAt, 0) != 0)
        {
            Log.Back(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Redis does not answer: this Sender goes on with its own memory and its share of the limits.")]
        public static partial void Away(ILogger logger);

        [LoggerMessage(2, LogLevel.Information, "Redis answers again.")]
        public static partial void Back(ILogger logger);
    }
}
