using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>An operator's day on the console, in Chromium.</summary>
public sealed class OperatorTests(ConsoleBrowser browser, SharedStudio shared) : IClassFixture<ConsoleBrowser>, IClassFixture<SharedStudio>
{
    [Fact]
    public async Task A_booking_is_found_by_half_a_phone_number_and_says_who_decided_by_keyboard_alone()
    {
        await shared.Studio.BookAsync("PH-found", "Olga Found", "+7 921 555-77-33");
        await shared.Studio.BookAsync("PH-other", "Other Person", "+7 921 000-00-00");
        await shared.Studio.PostAsync("/bookings/PH-found/reject", new { by = "Boris", reason = "The studio is closed" });
        await using var view = await browser.OpenAsync(shared.Studio, page: "bookings");

        await view.Page.Locator("#q").FocusAsync();
        await view.Page.Keyboard.TypeAsync("55577");
        await view.Page.Keyboard.PressAsync("Enter");
        await Expect(view.Row("PH-other")).ToHaveCountAsync(0);
        await Expect(view.Row("PH-found")).ToContainTextAsync("Boris");
        await view.Link("PH-found").FocusAsync();
        await view.Page.Keyboard.PressAsync("Enter");

        await Expect(view.Heading).ToHaveTextAsync("Booking PH-found");
        await Expect(view.Page.Locator("ol.timeline li", new() { HasText = "rejected" })).ToContainTextAsync("by Boris");
        await Expect(view.Page.Locator("ol.timeline")).ToContainTextAsync("The studio is closed");
        await Expect(view.Row("booking_notification")).ToContainTextAsync("sent");
    }

    [Fact]
    public async Task A_booking_is_decided_and_the_audit_names_the_key()
    {
        await shared.Studio.BookAsync("PH-decided");
        await using var view = await browser.OpenAsync(shared.Studio, page: "booking?id=PH-decided");

        await view.Button("Reject").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason (optional)").FillAsync("Fully booked");
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();

        await Expect(view.Page.Locator(".head .chip")).ToHaveTextAsync("rejected");
        await Expect(view.Page.Locator("dl.facts")).ToContainTextAsync("Fully booked");
        await view.GoAsync("audit?target=PH-decided");
        await Expect(view.Row("POST /bookings/{id}/reject")).ToContainTextAsync("GATEWAY_API_KEY");
    }

    [Fact]
    public async Task What_a_key_may_not_do_is_not_offered_and_is_refused()
    {
        await shared.Studio.BookAsync("PH-read");
        await using var reader = await browser.OpenAsync(shared.Studio, SharedStudio.Reader, "booking?id=PH-read");
        await using var booker = await browser.OpenAsync(shared.Studio, SharedStudio.Booker);

        await Expect(reader.Page.Locator("ol.timeline")).ToContainTextAsync("created");
        await Expect(reader.Button("Confirm")).ToHaveCountAsync(0);
        await Expect(booker.Heading).ToHaveTextAsync("Nothing to see");

        // Whatever a page offered, the route decides.
        var (status, body) = await shared.Studio.CallInProcessAsync(SharedStudio.Reader, "POST", "/bookings/PH-read/confirm", """{"by":"x"}""");
        Assert.Equal(403, status);
        Assert.Contains("needs the role decide", body, StringComparison.Ordinal);
        Assert.Equal("awaiting_decision", (await shared.Studio.GetAsync("/bookings/PH-read")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Search_asks_again_though_no_filter_was_changed_and_after_older_ones_the_list_is_live_again()
    {
        await shared.Studio.BookAsync("PH-again-1", "Anna Again");
        await using var view = await browser.OpenAsync(shared.Studio, page: "bookings?q=Anna%20Again");
        await Expect(view.Row("PH-again-1")).ToHaveCountAsync(1);
        await shared.Studio.BookAsync("PH-again-2", "Anna Again");
        await view.Button("Search").ClickAsync();
        await Expect(view.Row("PH-again-2")).ToHaveCountAsync(1);

        await using var studio = await Studio.StartAsync();
        Assert.Equal(60, (await studio.SendAsync("low", "Hello", 60)).Count);
        await using var messages = await browser.OpenAsync(studio, page: "messages");
        await messages.Button("Older ones").ClickAsync();
        await Expect(messages.Page.Locator(".head [aria-live]")).ToHaveTextAsync("");
        await messages.Button("Search").ClickAsync();
        await Expect(messages.Page.Locator(".head [aria-live]")).ToHaveTextAsync("live");
        await Expect(messages.Page.Locator("tbody tr")).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task An_unknown_message_is_resolved()
    {
        await using var studio = await Studio.StartAsync(settings: [("TELEGRAM_API_TIMEOUT", "1")]);
        await studio.FaultAsync(new { kind = "cut_after", count = 1, method = "sendMessage" });
        using var sent = await studio.Http.PostAsJsonAsync("/send", new { chat_id = $"{Studio.Staff}", text = "Hello", priority = "normal" }, TestContext.Current.CancellationToken);
        var id = (await sent.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("message_id").GetString();
        await Eventually.TrueAsync("nobody knows", async () => (await studio.GetAsync($"/messages/{id}")).GetProperty("state").GetString() == "unknown");
        await using var view = await browser.OpenAsync(studio, page: "messages?state=unknown");

        await view.Row($"{Studio.Staff}").GetByRole(AriaRole.Link).First.ClickAsync();
        await view.Button("Take as delivered").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take as delivered" }).ClickAsync();

        await Expect(view.Page.Locator(".head .chip")).ToHaveTextAsync("sent");
        await Expect(view.Page.Locator("ol.timeline")).ToContainTextAsync("resolved");
    }

    [Fact]
    public async Task A_text_is_changed_seen_and_sent()
    {
        using var folder = new TemporaryFolder();
        await using var studio = await Studio.StartAsync(settings: [("TEMPLATES_PATH", folder.Path)]);
        await using var view = await browser.OpenAsync(studio, page: "templates");
        await view.Row("booking_notification").GetByRole(AriaRole.Link, new() { Name = "en" }).ClickAsync();
        var source = view.Page.GetByLabel("Source");
        await Expect(view.Page.Locator(".bubble")).ToContainTextAsync("New booking request");

        var shipped = (await studio.GetAsync("/templates/booking_notification/en")).GetProperty("source").GetString();
        await source.FillAsync("{{ nobody_knows_this }}");
        await Expect(view.Page.Locator("section", new() { HasText = "Source" }).First).ToContainTextAsync("line 1");
        await Expect(view.Button("Save")).ToBeDisabledAsync();
        await source.FillAsync($"<b>Guests for us</b>\n&lt;script&gt;\n{shipped}");
        await Expect(view.Page.Locator(".bubble b").First).ToHaveTextAsync("Guests for us");
        await Expect(view.Page.Locator(".bubble")).ToContainTextAsync("<script>");
        await Expect(view.Page.Locator(".difference .plus")).ToHaveCountAsync(2);
        await view.Button("Save").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(view.Page.GetByText("Saved; it is in use within seconds.")).ToBeVisibleAsync();
        await source.PressSequentiallyAsync("?");

        await Expect(view.Page.Locator(".head .chip", new() { HasText = "own text" })).ToBeVisibleAsync();
        await Expect(source).ToHaveValueAsync($"<b>Guests for us</b>\n&lt;script&gt;\n{shipped}?");
        await Expect(view.Button("Save")).ToBeEnabledAsync();
        await studio.BookAsync("PH-text", "Vera Orlova");
        Assert.StartsWith("Guests for us\n<script>", await studio.ChatAsync(), StringComparison.Ordinal);
        await view.Button("Back to what ships").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Back to what ships" }).ClickAsync();
        await Expect(view.Page.Locator(".head .chip", new() { HasText = "own text" })).ToHaveCountAsync(0);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_address_that_is_no_page_says_so_and_leads_back()
    {
        await using var view = await browser.OpenAsync(shared.Studio, page: "bookings/PH-1");

        await Expect(view.Page.GetByText("There is no such page.")).ToBeVisibleAsync();
        await view.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the overview." }).ClickAsync();
        await Expect(view.Page.GetByText("All is well.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_page_fits_a_telephone(ColorScheme colors)
    {
        await shared.Studio.BookAsync($"PH-narrow-{colors}");
        await using var view = await browser.OpenAsync(shared.Studio, width: 375, colors: colors);

        await view.AssertFitsAsync("", "bookings", $"booking?id=PH-narrow-{colors}", "messages", "templates", "template?type=booking_notification&language=en", "callbacks", "chats", "audit", "nowhere/PH-1");
    }

    [Fact]
    public async Task A_page_goes_on_by_itself_after_the_Gateway_was_restarted()
    {
        var (port, redis) = (FreePort.Next(), RealServers.NewRedis());
        var first = await Studio.StartAsync(redis: redis, port: port);
        await using var view = await browser.OpenAsync(first, page: "bookings?q=nobody");
        await Expect(view.Page.GetByText("No booking passes these filters.")).ToBeVisibleAsync();

        await first.DisposeAsync();
        await Expect(view.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await using var second = await Studio.StartAsync(redis: redis, port: port);

        await Expect(view.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await Expect(view.Page.GetByText("No booking passes these filters.")).ToBeVisibleAsync();
        await Expect(view.Page.Locator("#q")).ToHaveValueAsync("nobody");
        await view.Page.CloseAsync();
        view.ForgetErrors();
    }
}
