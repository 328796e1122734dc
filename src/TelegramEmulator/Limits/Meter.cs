namespace PhStudio.Messaging.TelegramEmulator.Limits;

/// <summary>So many a second on average, so many at once at most. Not safe for threads by itself.</summary>
internal sealed class TokenBucket(double perSecond, int burst)
{
    private double _tokens = burst;
    private DateTimeOffset _last;

    /// <summary>
    /// Takes so many, and gives null; or takes none, and gives the wait until they are there. More than the bucket holds, such as a large album, wait until it is full
    /// and leave it in debt: so every album passes, and none is cheaper than its messages one by one.
    /// </summary>
    public TimeSpan? TryTake(DateTimeOffset now, int count)
    {
        _tokens = _last == default ? burst : Math.Min(burst, _tokens + ((now - _last).TotalSeconds * perSecond));
        _last = now;
        var needed = Math.Min(count, burst);
        if (_tokens < needed)
        {
            return TimeSpan.FromSeconds((needed - _tokens) / perSecond);
        }

        _tokens -= count;
        return null;
    }
}

/// <summary>A bucket with Telegram's penalty: sending during a 429 starts the wait again (docs/telegram.md 17). Without a bucket it refuses only while blocked.</summary>
internal sealed class Meter(TokenBucket? bucket)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _blockedUntil;
    private TimeSpan _penalty;

    /// <summary>Null when so many more may pass, else the wait.</summary>
    public TimeSpan? TryTake(DateTimeOffset now, int count = 1)
    {
        lock (_gate)
        {
            if (now < _blockedUntil)
            {
                _blockedUntil = now + _penalty;
                return _penalty;
            }

            if (bucket?.TryTake(now, count) is not { } wait)
            {
                return null;
            }

            _penalty = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
            _blockedUntil = now + _penalty;
            return _penalty;
        }
    }

    /// <summary>Lets nothing pass for a while.</summary>
    public void Block(DateTimeOffset now, TimeSpan wait)
    {
        lock (_gate)
        {
            _penalty = wait;
            _blockedUntil = now + wait;
        }
    }
}
