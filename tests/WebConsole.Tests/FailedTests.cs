using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using PhStudio.Messaging.Contracts;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>What failed, as an operator sees and settles it.</summary>
public sealed class FailedTests(ConsoleBrowser browser, BrokerStudio shared) : IClassFixture<ConsoleBrowser>, IClassFixture<BrokerStudio>
{
    [Fact]
    public async Task What_failed_is_mended_replayed_and_discarded()
    {
        const string Failed = Routes.BookingDecision + "_error";
        var studio = shared.Studio;
        var id = $"PH-{Guid.NewGuid():N}";
        await studio.BookAsync(id);
        var gone = Guid.NewGuid();
        await studio.FailAsync(Guid.NewGuid(), id, by: "");
        await studio.FailAsync(gone, "", by: "Anna");
        await Eventually.TrueAsync("two failures", async () => (await studio.GetAsync("/queues")).GetProperty("queues").EnumerateArray().Any(queue => queue.GetProperty("name").GetString() == Failed && queue.GetProperty("ready").GetInt32() == 2));
        await using var view = await browser.OpenAsync(studio, page: "failed");

        await view.Link(Failed).ClickAsync();
        await view.Page.Locator("section", new() { HasText = "Every reason" }).Locator("tbody tr", new() { HasText = "by" }).GetByRole(AriaRole.Link).ClickAsync();
        await view.Page.GetByLabel("Body").FillAsync($$"""{"booking_id":"{{id}}","by":"Olga"}""");
        await view.Button("Replace and replay").ClickAsync();
        await Expect(view.Heading).ToHaveTextAsync($"Failed: {Failed}");
        await Eventually.TrueAsync("the mended order was carried out", async () => (await studio.GetAsync($"/bookings/{id}")).GetProperty("state").GetString() == "confirmed");

        await view.Page.GetByLabel("Choose all that are shown").CheckAsync();
        await view.Button("Replay 1 chosen").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(view.Page.GetByText("1 of 1 replayed")).ToBeVisibleAsync();
        await view.GoAsync($"failed-message?queue={Failed}&id={gone}");
        await view.Button("Discard").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(view.Page.GetByText("Nothing is left here.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_failed_at_502_is_replayed_by_keyboard_alone_each_message_once()
    {
        const int Messages = 30;
        const string Failed = "send-low_error";
        var text = $"mended {Guid.NewGuid():N}";
        await shared.Studio.FaultAsync(new { kind = "html_page", method = "sendMessage" });
        await shared.Studio.SendAsync("low", text, Messages);
        await ReadyAsync(Failed, Messages);
        await using var view = await browser.OpenAsync(shared.Studio, page: $"failed?queue={Failed}");

        // They fail again at once, and are not taken for those that are left.
        await ReplayAllAsync(view);
        await Expect(view.Page.GetByText($"{Messages} of {Messages} replayed")).ToBeVisibleAsync();
        await ReadyAsync(Failed, Messages);
        using var lifted = await shared.Studio.Emulator.DeleteAsync("/emulator/faults", TestContext.Current.CancellationToken);
        await view.GoAsync($"failed?queue={Failed}");
        await ReplayAllAsync(view);
        await Expect(view.Page.GetByText("Nothing is left here.")).ToBeVisibleAsync();

        await Eventually.GetAsync("all of them in the chat", async () => (await shared.Studio.ChatAsync()).Split('\n').Count(line => line == text), sent => sent == Messages);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_pages_of_what_failed_fit_a_telephone(ColorScheme colors)
    {
        const string Failed = "send-high_error";
        await shared.Studio.FaultAsync(new { kind = "html_page", method = "sendMessage", count = 1 });
        var id = Assert.Single(await shared.Studio.SendAsync("high", new string('w', 300), 1));
        var failed = await Eventually.GetAsync("what failed", async () => (await shared.Studio.GetAsync($"/queues/{Failed}/messages")).GetProperty("messages"), failed => failed.GetArrayLength() > 0);
        await using var view = await browser.OpenAsync(shared.Studio, width: 375, colors: colors);

        await view.AssertFitsAsync("failed", $"failed?queue={Failed}", $"failed-message?queue={Failed}&id={failed[0].GetProperty("id").GetString()}", $"message?id={id}");
    }

    private static async Task ReplayAllAsync(ConsoleView view)
    {
        await view.Page.Locator("section", new() { HasText = "Why" }).First.GetByRole(AriaRole.Link).First.FocusAsync();
        await view.Page.Keyboard.PressAsync("Enter");
        await Expect(view.Button("Replay all of this reason")).ToBeVisibleAsync();
        await PressAsync(view, "Replay all of this reason");
        // A dialog takes the focus a little after it is there.
        await Expect(view.Page.Locator("[role=dialog]:focus-within, :focus-within > [role=dialog]").First).ToBeVisibleAsync();
        await PressAsync(view, "Replay");
    }

    /// <summary>Goes on by Tab until the button has the focus, and presses it.</summary>
    private static async Task PressAsync(ConsoleView view, string button)
    {
        await Eventually.TrueAsync($"the focus on {button}", async () =>
        {
            await view.Page.Keyboard.PressAsync("Tab");
            return await view.Page.EvaluateAsync<string>("document.activeElement.textContent.trim()") == button;
        });
        await view.Page.Keyboard.PressAsync("Enter");
    }

    private Task ReadyAsync(string queue, int count) => Eventually.TrueAsync($"{count} in {queue}", async () =>
        (await shared.Studio.GetAsync("/queues")).GetProperty("queues").EnumerateArray().Any(listed => listed.GetProperty("name").GetString() == queue && listed.GetProperty("ready").GetInt32() == count));
}
