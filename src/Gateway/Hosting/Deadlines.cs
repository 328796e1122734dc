namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>How long a call waits for others.</summary>
internal static class Deadlines
{
    /// <summary>For what only asks: past it the caller is told that nobody answers, two seconds after the call at the latest.</summary>
    public static readonly TimeSpan Question = TimeSpan.FromMilliseconds(1500);
}
