namespace PhStudio.Messaging.Sender.Platform;

/// <summary>How many calls Telegram refused that were made again for a message it had refused before: a loop that uses up a chat's places shows here. Of this process.</summary>
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

    /// <summary>A call was refused that was not the message's first.</summary>
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
