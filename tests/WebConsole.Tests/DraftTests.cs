using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>A text is tried out in a chat before anybody else reads it.</summary>
public sealed class DraftTests(ConsoleBrowser browser, SharedStudio shared) : IClassFixture<ConsoleBrowser>, IClassFixture<SharedStudio>
{
    [Fact]
    public async Task A_draft_is_sent_into_a_chat_with_sample_values_and_is_saved_nowhere()
    {
        await using var view = await browser.OpenAsync(shared.Studio, page: "template?type=booking_notification&language=en");
        await Expect(view.Page.Locator(".bubble")).ToContainTextAsync("New booking request");
        var shipped = (await shared.Studio.GetAsync("/templates/booking_notification/en")).GetProperty("source").GetString();
        await view.Page.GetByLabel("Source").FillAsync($"<b>A draft</b>\n{shipped}");
        await Expect(view.Page.Locator(".bubble b").First).ToHaveTextAsync("A draft");
        var sample = Words(await view.Page.Locator(".bubble").InnerTextAsync());

        await view.Page.GetByLabel("Chat for a test").FillAsync($"{Studio.Staff}");
        await view.Button("Send a test").ClickAsync();
        await view.Link("What became of the test").ClickAsync();

        await Expect(view.Page.Locator(".head .chip")).ToHaveTextAsync("sent");
        Assert.StartsWith("A draft", sample, StringComparison.Ordinal);
        // What the class's other test sent stands in the same chat.
        Assert.Single(await shared.Studio.TextsAsync(), text => Words(text) == sample);
        await shared.Studio.BookAsync("PH-after-the-draft");
        Assert.Single(Regex.Matches(await shared.Studio.ChatAsync(), "A draft", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_test_that_is_sent_twice_at_once_is_one_message()
    {
        await using var view = await browser.OpenAsync(shared.Studio, page: "template?type=booking_notification&language=en");
        await Expect(view.Page.Locator(".bubble")).ToContainTextAsync("New booking request");
        var shipped = (await shared.Studio.GetAsync("/templates/booking_notification/en")).GetProperty("source").GetString();
        await view.Page.GetByLabel("Source").FillAsync($"<b>Sent once</b>\n{shipped}");
        await Expect(view.Page.Locator(".bubble b").First).ToHaveTextAsync("Sent once");
        await view.Page.GetByLabel("Chat for a test").FillAsync($"{Studio.Staff}");
        await Expect(view.Button("Send a test")).ToBeEnabledAsync();

        await view.Page.EvaluateAsync("() => { const form = document.querySelector('#chat').form; form.requestSubmit(); form.requestSubmit(); }");
        await view.Link("What became of the test").ClickAsync();

        await Expect(view.Page.Locator(".head .chip")).ToHaveTextAsync("sent");
        await shared.Studio.BookAsync("PH-after-two-presses");
        Assert.Single(Regex.Matches(await shared.Studio.ChatAsync(), "Sent once", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
