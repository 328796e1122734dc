using PhStudio.Messaging.Contracts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>From the studio's wall clock to moments.</summary>
public static class WallClock
{
    /// <summary>The moment of a time of a day. One that the clocks skip in spring is taken by the offset before the change, so there always is one.</summary>
    public static DateTimeOffset Moment(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        var ticks = local.Ticks - zone.GetUtcOffset(local).Ticks;
        // Clamped where the offset would lead out of the calendar.
        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }

    /// <summary>A moment before or after another one, or the calendar's edge.</summary>
    public static DateTimeOffset Shift(DateTimeOffset moment, TimeSpan by) =>
        new(Math.Clamp(moment.UtcTicks + by.Ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);

    /// <summary>When a booking's session begins: its first slot.</summary>
    public static DateTimeOffset SessionStart(BookingCreated booking, TimeZoneInfo zone) =>
        Moment(booking.Date, booking.TimeSlots.Min(slot => TimeOnly.ParseExact(slot, "HH:mm", CultureInfo.InvariantCulture)), zone);
}
