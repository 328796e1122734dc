using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>The moment of an envelope is believed within bounds.</summary>
public sealed class PublishedAtTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-12-01T11:00:00Z", true)]
    [InlineData("2026-12-02T11:00:00Z", true)]
    [InlineData("2026-12-03T12:00:00Z", false)]
    [InlineData("2099-01-01T00:00:00Z", false)]
    [InlineData("2026-01-01T00:00:00Z", true)]
    [InlineData("2001-01-01T00:00:00Z", false)]
    [InlineData(null, false)]
    public void A_moment_that_cannot_be_says_nothing_of_a_sessions_day(string? sent, bool isBelieved)
    {
        var moment = sent is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(sent, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(isBelieved ? moment : Now, PublishedAt.Said(moment, Now));
    }
}
