using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.RedisIntegration.Telemetry;

/// <summary>The names under which this library's spans and metrics are subscribed to.</summary>
public static class RedisIntegrationTelemetry
{
    /// <summary>Name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "PhStudio.Messaging.RedisIntegration";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);
}
