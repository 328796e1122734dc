namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>How soon a connection is given up that does not answer.</summary>
/// <param name="Interval">From one ping to the next.</param>
/// <param name="Patience">This long without an answer, and a new connection is made.</param>
public sealed record RedisWatchOptions(TimeSpan Interval, TimeSpan Patience)
{
    /// <summary>A ping a second, and eight seconds.</summary>
    public static readonly RedisWatchOptions Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));
}
