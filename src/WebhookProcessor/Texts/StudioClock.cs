namespace PhStudio.Messaging.WebhookProcessor.Texts;

/// <summary>The studio's wall clock.</summary>
/// <param name="zone">The studio's time zone.</param>
/// <param name="time">The clock.</param>
public sealed class StudioClock(TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>The studio's time zone.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>Now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Today in the studio.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, zone).DateTime);
}
