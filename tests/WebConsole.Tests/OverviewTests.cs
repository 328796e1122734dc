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

    [Fact]
    public async Task Not_all_is_well_over_a_failed_message_though_no_broker_keeps_it()
    {
        await shared.Studio.PostAsync("/send", new { message_id = Guid.NewGuid(), chat_id = "987654321", text = "to nobody" });
        await Eventually.TrueAsync("the failure", async () => (await shared.Studio.GetAsync("/messages?chat_id=987654321")).GetProperty("messages")[0].GetProperty("state").GetString() == "failed");
        await using var view = await browser.OpenAsync(shared.Studio, SharedStudio.Reader);

        await Expect(view.Page.Locator(".sentence")).ToHaveTextAsync("All parts work, but 1 message failed in the last day: Messages says why.");
    }

    [Fact]
    public async Task It_says_since_when_the_oldest_decision_waits_and_how_many_messages_were_put_off()
    {
        await shared.Studio.BookAsync("PH-oldest");
        await using var view = await browser.OpenAsync(shared.Studio, SharedStudio.Reader);

        await Expect(view.Page.Locator(".card", new() { HasText = "wait for a decision, the oldest since" })).ToBeVisibleAsync();
        await Expect(view.Page.Locator(".card", new() { HasText = "put off for a while by the limits" })).ToBeVisibleAsync();
    }
}
