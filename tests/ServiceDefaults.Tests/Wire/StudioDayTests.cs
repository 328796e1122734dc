using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Wire;

/// <summary>When a day begins, where clocks go forward or back at midnight.</summary>
public sealed class StudioDayTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-29T00:00:00+01:00")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-01T00:00:00-04:00")]
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T01:00:00-04:00")] // There is no midnight.
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00")] // There are two.
    public void A_day_begins_with_its_first_moment(string zone, string day, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), new StudioDay(TimeZoneInfo.FindSystemTimeZoneById(zone), TimeProvider.System).Start(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));
}
