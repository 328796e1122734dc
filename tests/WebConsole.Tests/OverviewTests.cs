using System.Globalization;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>The first page of the console.</summary>
public sealed class OverviewTests(ConsoleBrowser browser, SharedStudio shared) : IClassFixture<ConsoleBrowser>, IClassFixture<SharedStudio>
{
    [Fact]
    public async Task It_says_how_much_of_the_limit_of_Telegram_is_used()
    {
        await shared.Studio.BookAsync("PH-rate");
        await using var view = await browser.OpenAsync(shared.Studio, SharedStudio.Reader);

        var card = view.Page.Locator(".card", new() { HasText = "of 30 requests a second to Telegram" });

        await Expect(card).ToBeVisibleAsync();
        Assert.True(double.TryParse(await card.Locator(".number").InnerTextAsync(), CultureInfo.InvariantCulture, out var used));
        Assert.InRange(used, 0, 30);
    }
}
