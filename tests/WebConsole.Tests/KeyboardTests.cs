using System.Net.Http.Json;
using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>An operator's work by Tab, Enter and letters alone, from the sign-in on.</summary>
public sealed class KeyboardTests(ConsoleBrowser browser, BrokerStudio shared) : IClassFixture<ConsoleBrowser>, IClassFixture<BrokerStudio>
{
    [Fact]
    public async Task Somebody_signs_in_and_finds_a_booking()
    {
        await shared.Studio.BookAsync("PH-keys", "Olga Keys", "+7 921 555-78-33");
        await shared.Studio.BookAsync("PH-mouse", "Other Person", "+7 921 000-00-00");
        await using var view = await SignInAsync(shared.Studio);

        await view.PressAsync("Bookings");
        await Expect(view.Heading).ToHaveTextAsync("Bookings");
        await Expect(view.Row("PH-mouse")).ToHaveCountAsync(1);
        await view.TabToAsync("Id, name, part of the phone number");
        await view.Page.Keyboard.TypeAsync("55578");
        await view.Page.Keyboard.PressAsync("Enter");
        await Expect(view.Row("PH-mouse")).ToHaveCountAsync(0);
        await view.PressAsync("PH-keys");

        await Expect(view.Heading).ToHaveTextAsync("Booking PH-keys");
        await Expect(view.Page.Locator("dl.facts").First).ToContainTextAsync("Olga Keys");
    }

    [Fact]
    public async Task Somebody_replays_a_message_that_failed()
    {
        const string Failed = "send-normal_error";
        var text = $"mended {Guid.NewGuid():N}";
        await shared.Studio.FaultAsync(new { kind = "html_page", method = "sendMessage", count = 1 });
        await shared.Studio.SendAsync("normal", text, 1);
        await Eventually.TrueAsync("a failure", async () => (await shared.Studio.GetAsync($"/queues/{Failed}/messages")).GetProperty("messages").GetArrayLength() == 1);
        await using var view = await SignInAsync(shared.Studio);

        await view.PressAsync("Failed");
        await view.PressAsync(Failed);
        await Expect(view.Heading).ToHaveTextAsync($"Failed: {Failed}");
        await view.PressAsync("SendMessage");
        await Expect(view.Heading).ToHaveTextAsync("SendMessage");
        await view.PressAsync("Replay");

        await Eventually.TrueAsync("the message in the chat", async () => (await shared.Studio.TextsAsync()).Contains(text));
        await Expect(view.Page.GetByText("Nothing is left here.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_takes_an_unknown_message_as_delivered()
    {
        await using var studio = await Studio.StartAsync(settings: [("TELEGRAM_API_TIMEOUT", "1")]);
        await studio.FaultAsync(new { kind = "cut_after", count = 1, method = "sendMessage" });
        using var sent = await studio.Http.PostAsJsonAsync("/send", new { chat_id = $"{Studio.Staff}", text = "Hello", priority = "normal" }, TestContext.Current.CancellationToken);
        var id = (await sent.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("message_id").GetString();
        await Eventually.TrueAsync("nobody knows", async () => (await studio.GetAsync($"/messages/{id}")).GetProperty("state").GetString() == "unknown");
        await using var view = await SignInAsync(studio);

        await view.PressAsync("Messages");
        await Expect(view.Heading).ToHaveTextAsync("Messages");
        await view.PressAsync("text");
        await view.PressAsync("Take as delivered");
        await view.PressInDialogAsync("Take as delivered");

        await Expect(view.Page.Locator(".head .chip")).ToHaveTextAsync("sent");
    }

    /// <summary>The field of the key has the focus from the start.</summary>
    private async Task<ConsoleView> SignInAsync(Studio studio)
    {
        var view = await browser.VisitAsync(studio);
        await Expect(view.Page.GetByLabel("Key")).ToBeFocusedAsync();
        await view.Page.Keyboard.TypeAsync(Studio.Key);
        await view.PressAsync("Sign in");
        await view.Heading.WaitForAsync();
        return view;
    }
}
