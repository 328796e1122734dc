namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>How soon a silent connection is given up.</summary>
/// <param name="Interval">From one heartbeat to the next.</param>
/// <param name="Timeout">A server that answers nothing for this long gets a new connection.</param>
public sealed record RedisConnectionMonitorOptions(TimeSpan Interval, TimeSpan Timeout)
{
    /// <summary>A heartbeat a second, and five seconds.</summary>
    public static readonly RedisConnectionMonitorOptions Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
}
