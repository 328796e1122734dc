using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>Until when the whole bot must wait, as this process knows it.</summary>
internal sealed class RateLimitCooldown(TimeProvider time)
{
    /// <summary>Another process may know by now that it opens earlier.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private long _until;

    /// <summary>True while asking is of no use.</summary>
    public bool IsClosed => Volatile.Read(ref _until) > Micros.Of(time.GetUtcNow());

    /// <summary>The limiter said to ask again then.</summary>
    public void Close(DateTimeOffset moment) => Volatile.Write(ref _until, Micros.Of(moment));

    /// <summary>Waits until it opens, but not longer than a second.</summary>
    public async Task OpeningAsync()
    {
        var pause = Micros.ToTime(Volatile.Read(ref _until)) - time.GetUtcNow();
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause < AskAgain ? pause : AskAgain, time, CancellationToken.None);
        }

        if (pause > AskAgain)
        {
            Volatile.Write(ref _until, 0);
        }
    }
}
