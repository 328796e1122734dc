namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>How due messages are sent; the meanings stand at the options of the scheduler and of the bus outbox.</summary>
internal sealed record DelayedMessageOptions(
    int MaxParallelSends,
    TimeSpan SendTimeout,
    TimeSpan Lease,
    TimeSpan PollInterval,
    int MaxAttempts,
    TimeSpan FirstBackoff,
    TimeSpan MaxBackoff)
{
    public TimeSpan Backoff(int attempts) =>
        TimeSpan.FromMilliseconds(Math.Min(MaxBackoff.TotalMilliseconds, FirstBackoff.TotalMilliseconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30))));
}
