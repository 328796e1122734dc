namespace PhStudio.Messaging.Sender.Gate;

/// <summary>
/// Reasons for which nothing at all is sent: the token is wrong (TELEGRAM.md 21), the circuit is open. While there is one,
/// messages rest in the broker, since those that were taken wait here and no more are taken than there are places.
/// </summary>
public sealed class Standstill
{
    private readonly Lock gate = new();
    private readonly HashSet<string> reasons = new(StringComparer.Ordinal);
    private TaskCompletionSource moving = Done();

    /// <summary>Why everything waits; null while it does not.</summary>
    public string? Reason
    {
        get
        {
            lock (gate)
            {
                return reasons.FirstOrDefault();
            }
        }
    }

    /// <summary>Everything waits from now on.</summary>
    public void Stop(string reason)
    {
        lock (gate)
        {
            if (reasons.Add(reason) && reasons.Count == 1)
            {
                moving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>This reason is gone.</summary>
    public void Resume(string reason)
    {
        lock (gate)
        {
            if (reasons.Remove(reason) && reasons.Count == 0)
            {
                moving.TrySetResult();
            }
        }
    }

    /// <summary>Ends when there is no reason to wait.</summary>
    public Task WhenMoving()
    {
        lock (gate)
        {
            return moving.Task;
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
