namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>How soon a silent connection is given up.</summary>
/// <param name="Interval">From one ping to the next.</param>
/// <param name="Patience">This long without an answer, and a new connection is made.</param>
public sealed record LastingConnectionOptions(TimeSpan Interval, TimeSpan Patience)
{
    /// <summary>A ping a second, and six seconds.</summary>
    public static readonly LastingConnectionOptions Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
}
