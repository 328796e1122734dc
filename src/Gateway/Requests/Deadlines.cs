namespace PhStudio.Messaging.Gateway.Requests;

/// <summary>How long a call waits for others.</summary>
internal static class Deadlines
{
    /// <summary>For what only asks: past it the caller is told that nobody answers, while a person before a page still waits.</summary>
    public static readonly TimeSpan Question = TimeSpan.FromMilliseconds(1800);
}
