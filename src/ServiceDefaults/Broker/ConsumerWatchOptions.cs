namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>How patient <see cref="ConsumerWatch"/> is. No setting: only tests have another.</summary>
internal sealed record ConsumerWatchOptions
{
    /// <summary>How long the library may take to bring a consumer back by itself. Default: 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An older check does not count. Default: 15 seconds.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(15);
}
