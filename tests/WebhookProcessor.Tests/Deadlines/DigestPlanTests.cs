using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.WebhookProcessor.Bookings.Digest;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Deadlines;

/// <summary>When the digest of which day is due, in a studio five hours east of Greenwich without a summer time.</summary>
public sealed class DigestPlanTests
{
    [Theory]
    // At its minute, later the same day, and then no more.
    [InlineData("09:00", null, "2026-12-02 08:59", null)]
    [InlineData("09:00", null, "2026-12-02 09:00", "2026-12-02")]
    [InlineData("09:00", null, "2026-12-02 14:59", "2026-12-02")]
    [InlineData("09:00", null, "2026-12-02 15:00", null)]
    [InlineData("20:00", null, "2026-12-02 23:59", "2026-12-02")]
    [InlineData("20:00", null, "2026-12-03 00:00", null)]
    // In the quiet hours it waits for their end, over midnight too.
    [InlineData("07:00", "22:00-09:00", "2026-12-02 07:00", null)]
    [InlineData("07:00", "22:00-09:00", "2026-12-02 09:00", "2026-12-02")]
    [InlineData("23:00", "22:00-09:00", "2026-12-02 23:00", null)]
    [InlineData("23:00", "22:00-09:00", "2026-12-03 09:00", "2026-12-02")]
    [InlineData("23:00", "22:00-09:00", "2026-12-03 14:59", "2026-12-02")]
    [InlineData("23:00", "22:00-09:00", "2026-12-03 15:00", null)]
    // One that was late does not break the quiet either.
    [InlineData("20:00", "22:00-09:00", "2026-12-02 21:59", "2026-12-02")]
    [InlineData("20:00", "22:00-09:00", "2026-12-02 22:00", null)]
    [InlineData(null, null, "2026-12-02 09:00", null)]
    public void The_digest_of_one_day_is_due(string? at, string? quiet, string now, string? day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");
        var moment = WallClock.Moment(Day(now[..10]), TimeOnly.ParseExact(now[11..], "HH:mm", CultureInfo.InvariantCulture), zone);
        var plan = new DigestPlan(new DigestOptions(DigestOptions.Parse(at)), new DeadlineOptions { QuietHours = QuietHours.Parse(quiet) }, new StudioClock(zone, new FakeTimeProvider(moment)));

        Assert.Equal(day is null ? null : Day(day), plan.Due()?.Day);
    }

    [Theory]
    [InlineData("9:00")]
    [InlineData("24:00")]
    [InlineData("09:00-10:00")]
    [InlineData("nine")]
    public void Another_form_is_no_time_of_day(string text) => Assert.Null(DigestOptions.Parse(text));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
