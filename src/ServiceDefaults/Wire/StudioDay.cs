using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Knows which days are past in the studio, whose time zone is <c>STUDIO_TIME_ZONE</c>.</summary>
/// <param name="zone">The studio's time zone.</param>
/// <param name="time">The clock.</param>
public sealed class StudioDay(TimeZoneInfo zone, TimeProvider time)
{
    private const string Rule = "must not be a day in the past; \"allow_past\": true takes it all the same";

    /// <summary>The studio's time zone.</summary>
    public TimeZoneInfo TimeZone => zone;

    /// <summary>What time it is.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The moment at which a day begins in the studio.</summary>
    public DateTimeOffset Start(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks go forward at midnight, the day begins an hour later; where they go back over it, with the first of two midnights.
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }

    /// <summary>What is wrong with a session's day, by its field; null where nothing is.</summary>
    /// <param name="message">Any message: only those that bring a session's day are looked at.</param>
    /// <param name="sent">When it was sent, where that is known: a message that had to wait is checked by the day on which it was sent.</param>
    public IReadOnlyDictionary<string, string[]>? PastDay(object message, DateTimeOffset? sent = null)
    {
        var day = message switch
        {
            BookingCreated { AllowPast: not true } created => created.Date,
            BookingRescheduled { AllowPast: not true } rescheduled => rescheduled.Date,
            BookingChanged { AllowPast: not true } changed => changed.Date,
            _ => (DateOnly?)null,
        };
        return day < DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(sent ?? time.GetUtcNow(), zone).DateTime)
            ? new Dictionary<string, string[]> { ["date"] = [Rule] }
            : null;
    }
}
