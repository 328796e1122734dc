namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>When Telegram tries a webhook again (docs/telegram.md 6, 7).</summary>
public static class RetrySchedule
{
    /// <summary>The longest wait that a <c>Retry-After</c> header can ask for.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(3600);

    private static readonly int[] Steps = [0, 2, 4, 8, 16, 32];

    /// <summary>The wait after a failure.</summary>
    /// <param name="failures">How many attempts of this update failed before this one: 0 for the first failure.</param>
    /// <param name="retryAfter">The answer's integer <c>Retry-After</c> in seconds; it replaces the step. 0 and less count as none.</param>
    /// <param name="jitter">0 up to 1: where between 60 s and 120 s the later waits lie.</param>
    public static TimeSpan Wait(int failures, int? retryAfter, double jitter)
    {
        if (retryAfter is > 0)
        {
            return TimeSpan.FromSeconds(Math.Min(retryAfter.Value, (int)MaxRetryAfter.TotalSeconds));
        }

        return TimeSpan.FromSeconds(failures < Steps.Length ? Steps[failures] : 60 + (60 * jitter));
    }
}
