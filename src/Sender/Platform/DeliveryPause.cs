namespace PhStudio.Messaging.Sender.Platform;

/// <summary>
/// Reasons for which nothing at all is sent: the token is wrong (docs/telegram.md 21), the circuit is open. While there is one,
/// messages stay in the broker, since those that were taken wait here and no more are taken than there are slots.
/// </summary>
public sealed class DeliveryPause
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private TaskCompletionSource _moving = Done();

    /// <summary>Why everything waits; null while it does not.</summary>
    public string? Reason
    {
        get
        {
            lock (_gate)
            {
                return _reasons.FirstOrDefault();
            }
        }
    }

    public void Stop(string reason)
    {
        lock (_gate)
        {
            if (_reasons.Add(reason) && _reasons.Count == 1)
            {
                _moving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Removes this reason.</summary>
    public void Resume(string reason)
    {
        lock (_gate)
        {
            if (_reasons.Remove(reason) && _reasons.Count == 0)
            {
                _moving.TrySetResult();
            }
        }
    }

    /// <summary>Ends when there is no reason to wait.</summary>
    public Task WhenMovingAsync()
    {
        lock (_gate)
        {
            return _moving.Task;
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
