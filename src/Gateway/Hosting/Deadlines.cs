namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>How long a call waits for others.</summary>
internal static class Deadlines
{
    /// <summary>For questions: the caller gets a refusal two seconds after the call at the latest.</summary>
    public static readonly TimeSpan Question = TimeSpan.FromMilliseconds(1500);
}
