namespace PhStudio.Messaging.WebhookProcessor.Texts;

/// <summary>The studio's wall clock.</summary>
/// <param name="zone">The studio's time zone.</param>
public sealed class StudioClock(TimeZoneInfo zone, TimeProvider time)
{
    public TimeZoneInfo Zone => zone;

    public DateTimeOffset Now => time.GetUtcNow();

    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, zone).DateTime);
}
