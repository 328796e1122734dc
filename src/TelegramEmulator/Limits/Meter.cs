namespace PhStudio.Messaging.TelegramEmulator.Limits;

/// <summary>So many a second on average, so many at once at most. Not safe for threads by itself.</summary>
internal sealed class TokenBucket(double perSecond, int burst)
{
    private double tokens = burst;
    private DateTimeOffset last;

    /// <summary>Takes one, and gives null; or takes none, and gives the wait until one is there.</summary>
    public TimeSpan? TryTake(DateTimeOffset now)
    {
        tokens = last == default ? burst : Math.Min(burst, tokens + ((now - last).TotalSeconds * perSecond));
        last = now;
        if (tokens < 1)
        {
            return TimeSpan.FromSeconds((1 - tokens) / perSecond);
        }

        tokens--;
        return null;
    }
}

/// <summary>A bucket with Telegram's punishment: whoever goes on sending during a 429 starts the wait anew (TELEGRAM.md 17). Without a bucket it refuses only while blocked.</summary>
internal sealed class Meter(TokenBucket? bucket)
{
    private readonly Lock gate = new();
    private DateTimeOffset blockedUntil;
    private TimeSpan penalty;

    /// <summary>Null when one more may pass, else the wait.</summary>
    public TimeSpan? TryTake(DateTimeOffset now)
    {
        lock (gate)
        {
            if (now < blockedUntil)
            {
                blockedUntil = now + penalty;
                return penalty;
            }

            if (bucket?.TryTake(now) is not { } wait)
            {
                return null;
            }

            penalty = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
            blockedUntil = now + penalty;
            return penalty;
        }
    }

    /// <summary>Lets nothing pass for a while.</summary>
    public void Block(DateTimeOffset now, TimeSpan wait)
    {
        lock (gate)
        {
            penalty = wait;
            blockedUntil = now + wait;
        }
    }
}
