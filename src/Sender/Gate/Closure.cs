using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Gate;

/// <summary>Until when the whole bot must wait, as this process last heard.</summary>
internal sealed class Closure(TimeProvider time)
{
    /// <summary>Another process may have learnt meanwhile that it opens earlier.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private long until;

    /// <summary>True while asking is of no use.</summary>
    public bool IsClosed => Volatile.Read(ref until) > Micros.Of(time.GetUtcNow());

    /// <summary>The limiter said to ask again then.</summary>
    public void Close(DateTimeOffset moment) => Volatile.Write(ref until, Micros.Of(moment));

    /// <summary>Waits until it opens, but not longer than a second.</summary>
    public async Task Opening()
    {
        var pause = Micros.ToTime(Volatile.Read(ref until)) - time.GetUtcNow();
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause < AskAgain ? pause : AskAgain, time, CancellationToken.None);
        }

        if (pause > AskAgain)
        {
            Volatile.Write(ref until, 0);
        }
    }
}
