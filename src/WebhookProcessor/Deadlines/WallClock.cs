using System.Globalization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Deadlines;

/// <summary>From the studio's wall clock to moments.</summary>
public static class WallClock
{
    /// <summary>The moment of a time of a day. One that the clocks skip in spring is taken by the offset before the change, so there always is one.</summary>
    public static DateTimeOffset Moment(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>When a booking's session begins: its first slot.</summary>
    public static DateTimeOffset SessionStart(BookingCreated booking, TimeZoneInfo zone) =>
        Moment(booking.Date, booking.TimeSlots.Min(slot => TimeOnly.ParseExact(slot, "HH:mm", CultureInfo.InvariantCulture)), zone);
}
