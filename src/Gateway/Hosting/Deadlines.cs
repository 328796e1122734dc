namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>How long a call waits for others.</summary>
internal static class Deadlines
{
    /// <summary>For questions: the caller gets a refusal two seconds after the call at the latest.</summary>
    public static readonly TimeSpan Question = TimeSpan.FromMilliseconds(1500);

    /// <summary>For what is noted beside an order: the call goes on without it, and its caller is answered within two seconds all the same.</summary>
    public static readonly TimeSpan Note = TimeSpan.FromSeconds(1);

    /// <summary>For the answer to an order while Redis is unavailable to this process: with the record of the call, which is tried for a second, it is within two seconds.</summary>
    public static readonly TimeSpan WithoutRedis = TimeSpan.FromMilliseconds(500);
}
