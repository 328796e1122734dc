using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>The hours of each day, on the studio's wall clock, in which nobody is reminded of anything that is not critical.</summary>
/// <param name="From">The first quiet minute.</param>
/// <param name="Until">The first minute that is not quiet any more; before <paramref name="From"/> when the quiet goes over midnight.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    /// <summary>The setting's form.</summary>
    public const string Format = "two times of day in the studio's time zone such as 22:00-09:00";

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static QuietHours? Parse(string? text) =>
        text?.Split('-', StringSplitOptions.TrimEntries) is [var from, var until]
        && TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
        && TimeOnly.TryParseExact(until, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
        && start != end
            ? new(start, end)
            : null;

    /// <summary>The moment itself, or the end of the quiet hours that it falls into.</summary>
    public DateTimeOffset Defer(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        if (!time.IsBetween(From, Until))
        {
            return moment;
        }

        var day = DateOnly.FromDateTime(local);
        return WallClock.Moment(time < Until || day == DateOnly.MaxValue ? day : day.AddDays(1), Until, zone);
    }
}
