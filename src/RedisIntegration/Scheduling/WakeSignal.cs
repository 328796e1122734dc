namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>Wakes the dispatcher of this process when something was stored that is due before it would look again.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _beat = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _earliest = DateTimeOffset.MaxValue;

    /// <summary>Something is due then.</summary>
    public void Due(DateTimeOffset at)
    {
        lock (_lock)
        {
            if (at < _earliest)
            {
                _earliest = at;
                _beat.TrySetResult();
            }
        }
    }

    /// <summary>Waits until then, or until something is due earlier.</summary>
    public async Task WaitUntilAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task beat;
            TimeSpan wait;
            lock (_lock)
            {
                if (_beat.Task.IsCompleted)
                {
                    _beat = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                beat = _beat.Task;
                var end = _earliest < until ? _earliest : until;
                wait = end - time.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                {
                    _earliest = DateTimeOffset.MaxValue;
                    return;
                }

                until = end;
                _earliest = end;
            }

            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(beat, Task.Delay(wait, time, cancelled.Token)).ConfigureAwait(false);
            await cancelled.CancelAsync().ConfigureAwait(false);
        }
    }
}
