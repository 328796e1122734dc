namespace PhStudio.Messaging.Sender.Platform;

/// <summary>How many repeated calls for a message Telegram refused again, in this process: shows a loop that uses up a chat's limit.</summary>
internal sealed class RepeatedRefusals(SenderMetrics metrics, TimeProvider time)
{
    private const int Max = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _refused = new();
    // Until when each chat was closed that answered 429 last.
    private readonly Dictionary<string, DateTimeOffset> _limited = new(StringComparer.Ordinal);

    /// <summary>In the last ten minutes; 10,000 stands for that many or more.</summary>
    public int Recent
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return _refused.Count;
            }
        }
    }

    /// <summary>A repeated call was refused.</summary>
    public void Note()
    {
        metrics.RefusedAgain();
        lock (_lock)
        {
            Forget();
            if (_refused.Count < Max)
            {
                _refused.Enqueue(time.GetUtcNow());
            }
        }
    }

    /// <summary>A chat answered 429: that counts where it answers so again after the wait that it asked for, and nothing got through since. It uses up no attempt of its messages, so that their bound ends none of them.</summary>
    public void NoteLimited(string chatId, TimeSpan retryAfter)
    {
        bool isRepeated;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            isRepeated = _limited.TryGetValue(chatId, out var until) && until <= now;
            if (_limited.Count >= Max)
            {
                _limited.Clear();
            }

            _limited[chatId] = isRepeated || until < now + retryAfter ? now + retryAfter : until;
        }

        if (isRepeated)
        {
            Note();
        }
    }

    /// <summary>Something got through to a chat.</summary>
    public void NoteTaken(string chatId)
    {
        lock (_lock)
        {
            _limited.Remove(chatId);
        }
    }

    private void Forget()
    {
        while (_refused.TryPeek(out var oldest) && time.GetUtcNow() - oldest >= Window)
        {
            _refused.Dequeue();
        }
    }
}
