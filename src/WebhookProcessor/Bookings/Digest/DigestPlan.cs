using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>Which day's digest is to be sent now. Pure: it looks at the clock only.</summary>
public sealed class DigestPlan(DigestOptions options, DeadlineOptions deadlines, StudioClock clock)
{
    /// <summary>For how long a digest that could not be sent at its minute may still come; never on another day.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(6);

    /// <summary>The digest that is due; null while none is.</summary>
    public DueDigest? Due()
    {
        if (options.At is not { } at || IsQuiet(clock.Now))
        {
            return null;
        }

        // The one of yesterday is due today where the quiet hours held it back over midnight.
        foreach (var day in new[] { clock.Today, clock.Today.AddDays(-1) })
        {
            var moment = Defer(WallClock.Moment(day, at, clock.Zone));
            if (moment <= clock.Now)
            {
                var until = Min(moment + MaxDelay, WallClock.Moment(DayOf(moment).AddDays(1), TimeOnly.MinValue, clock.Zone));
                return clock.Now < until ? new DueDigest(day, until) : null;
            }
        }

        return null;
    }

    private bool IsQuiet(DateTimeOffset moment) => Defer(moment) != moment;

    private DateTimeOffset Defer(DateTimeOffset moment) => deadlines.QuietHours?.Defer(moment, clock.Zone) ?? moment;

    private DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, clock.Zone).DateTime);

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>A digest whose time has come.</summary>
/// <param name="Day">The day that names it: it is sent once.</param>
/// <param name="Until">After this moment it is of no use any more.</param>
public sealed record DueDigest(DateOnly Day, DateTimeOffset Until);
