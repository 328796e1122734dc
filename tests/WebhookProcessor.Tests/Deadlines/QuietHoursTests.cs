using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Deadlines;

public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("22:00-09:00", "2026-12-01T20:59:00Z", "2026-12-01T20:59:00Z")] // 21:59 in Berlin
    [InlineData("22:00-09:00", "2026-12-01T21:00:00Z", "2026-12-02T08:00:00Z")] // 22:00, until the next morning
    [InlineData("22:00-09:00", "2026-12-02T03:00:00Z", "2026-12-02T08:00:00Z")] // after midnight, until the same morning
    [InlineData("22:00-09:00", "2026-12-02T08:00:00Z", "2026-12-02T08:00:00Z")] // 09:00 is morning
    [InlineData("13:00-14:00", "2026-12-01T12:30:00Z", "2026-12-01T13:00:00Z")] // within one day
    [InlineData("22:00-09:00", "2026-03-28T23:00:00Z", "2026-03-29T07:00:00Z")] // the night when the clocks go forward
    [InlineData("22:00-09:00", "2026-10-24T22:00:00Z", "2026-10-25T08:00:00Z")] // the night when they go back
    [InlineData("22:00-02:30", "2026-03-28T23:00:00Z", "2026-03-29T01:30:00Z")] // the end is a moment that the clocks skip
    public void A_reminder_waits_for_the_morning(string hours, string moment, string deferred) =>
        Assert.Equal(DateTimeOffset.Parse(deferred), QuietHours.Parse(hours)!.Defer(DateTimeOffset.Parse(moment), Berlin));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("22-9")]
    [InlineData("22:00")]
    [InlineData("22:00-22:00")]
    [InlineData("22:00-25:00")]
    [InlineData("22:00-09:00-10:00")]
    public void Anything_else_is_refused(string? text) => Assert.Null(QuietHours.Parse(text));
}
