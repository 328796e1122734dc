namespace PhStudio.Messaging.Sender.Platform;

/// <summary>How many repeated calls for a message Telegram refused again, in this process: shows a loop that uses up a chat's limit.</summary>
internal sealed class RepeatedRefusals(SenderMetrics metrics, TimeProvider time)
{
    private const int Max = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _refused = new();

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

    private void Forget()
    {
        while (_refused.TryPeek(out var oldest) && time.GetUtcNow() - oldest >= Window)
        {
            _refused.Dequeue();
        }
    }
}
