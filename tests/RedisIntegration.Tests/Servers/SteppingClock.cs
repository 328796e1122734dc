namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>The system's clock, as far off as the test says: it may step back, as a machine's clock does when it is set.</summary>
internal sealed class SteppingClock : TimeProvider
{
    public TimeSpan Off { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Off;
}
