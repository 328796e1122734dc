using System.Globalization;
using PhStudio.Messaging.TestKit;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>The filters of the page of bookings.</summary>
public sealed class BookingFiltersTests(ConsoleBrowser browser, SharedStudio shared) : IClassFixture<ConsoleBrowser>, IClassFixture<SharedStudio>
{
    [Fact]
    public async Task Bookings_are_found_by_when_they_were_decided()
    {
        await shared.Studio.BookAsync("PH-when-open");
        await shared.Studio.BookAsync("PH-when-decided");
        await shared.Studio.PostAsync("/bookings/PH-when-decided/confirm", new { by = "Boris" });
        // A day is the studio's.
        var decided = (await shared.Studio.GetAsync("/bookings/PH-when-decided")).GetProperty("decided_at").GetDateTimeOffset();
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(decided, TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow")).DateTime);
        await using var view = await browser.OpenAsync(shared.Studio, page: "bookings?q=PH-when");
        await Expect(view.Row("PH-when-open")).ToHaveCountAsync(1);

        await view.Page.GetByLabel("Decided from").FillAsync(Text(day));
        await view.Page.GetByLabel("Decided until").FillAsync(Text(day));
        await view.Button("Search").ClickAsync();
        await Expect(view.Row("PH-when-open")).ToHaveCountAsync(0);
        await Expect(view.Row("PH-when-decided")).ToHaveCountAsync(1);
        // The table has the same bookings.
        Assert.Contains($"decided_from={Text(day)}&decided_to={Text(day)}", await view.Link("As a table").GetAttributeAsync("href"), StringComparison.Ordinal);

        await view.Page.GetByLabel("Decided until").FillAsync(Text(day.AddDays(-1)));
        await view.Page.GetByLabel("Decided from").FillAsync("");
        await view.Button("Search").ClickAsync();
        await Expect(view.Page.GetByText("No booking passes these filters.")).ToBeVisibleAsync();
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
