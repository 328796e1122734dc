namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>
/// How much one page of a list may look at. A page ends after so many entries, so that no question holds up Redis, and after <see cref="MaxTime"/>, full or not, so that it is answered
/// within <see cref="Deadlines.Question"/> on a busy machine too: a page that is always too late could never be read, however often it is asked for.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="maxEntries">How many entries.</param>
internal sealed class PageBudget(TimeProvider time, int maxEntries)
{
    /// <summary>Half of what a question may take: the block that is being read when it ends needs time as well.</summary>
    public static readonly TimeSpan MaxTime = Deadlines.Question / 2;

    private readonly long _started = time.GetTimestamp();

    /// <summary>True where the page ends with what it has.</summary>
    public bool IsSpent(int looked) => looked >= maxEntries || time.GetElapsedTime(_started) >= MaxTime;
}
