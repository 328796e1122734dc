using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A clock that a test moves, and that tells for how long anybody asked to wait.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentQueue<TimeSpan> _asked = new();

    /// <summary>Each wait that was asked for, in order.</summary>
    public IReadOnlyList<TimeSpan> Asked => [.. _asked];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        // Told only when it runs: anybody who sees it may move the clock.
        _asked.Enqueue(dueTime);
        return timer;
    }
}
