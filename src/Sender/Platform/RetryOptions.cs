namespace PhStudio.Messaging.Sender.Platform;

/// <summary>How failures that heal by themselves are tried again (docs/telegram.md 21).</summary>
public sealed record RetryOptions
{
    /// <summary>How often at once, from <c>SENDER_RETRIES</c>, or one less than <c>TELEGRAM_MAX_RETRIES</c>. Default: 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The first pause, from <c>SENDER_RETRY_PAUSE</c>. Default: 1 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By how much each pause is longer than the one before, from <c>TELEGRAM_RETRY_BACKOFF</c>. Default: 2.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest pause. Default: 60 s.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When it is tried again after that, from <c>SENDER_REDELIVERY_MINUTES</c>. Default: after 1, 5, 15 and 60 minutes.</summary>
    public IReadOnlyList<TimeSpan> Redeliveries { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)];

    /// <summary>The pause before a retry: exponential, then up to a quarter more or less by chance, so that what failed together does not come back together.</summary>
    /// <param name="retry">Which retry, from 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    public TimeSpan PauseBefore(int retry, double chance)
    {
        var pause = Math.Min(Pause.TotalSeconds * Math.Pow(Factor, retry - 1), MaxPause.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Min(pause * (0.75 + (0.5 * chance)), MaxPause.TotalSeconds));
    }

    /// <summary>True when no retry and no redelivery is left.</summary>
    public bool IsLast(int retryAttempt, int redeliveryCount) => retryAttempt >= MaxRetries && redeliveryCount >= Redeliveries.Count;
}
