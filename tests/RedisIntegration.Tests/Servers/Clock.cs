namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>The time of day, in the form that MassTransit's scheduling takes.</summary>
internal static class Clock
{
    public static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;
}
