using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.PageTests;

/// <summary>The page for anybody who writes and presses with the keyboard.</summary>
public class WritingTests(Browser browser) : IClassFixture<Browser>
{
    private const string Written = "**/emulator/chats/*/messages";

    [Fact]
    public async Task What_is_typed_while_a_message_is_sent_stays_and_Enter_twice_sends_once()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var held = new TaskCompletionSource();
        await page.Page.RouteAsync(Written, async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        var box = Box(page);

        await box.FillAsync("the first");
        await box.PressAsync("Enter");
        await box.PressAsync("Enter");
        await box.PressSequentiallyAsync("the second");
        held.SetResult();
        await Expect(page.Message(Staff, 1).Locator(".text")).ToContainTextAsync("the first");
        await Expect(box).ToHaveValueAsync("the second");
        await box.PressAsync("Enter");

        await Expect(page.Message(Staff, 2).Locator(".text")).ToContainTextAsync("the second");
        Assert.Equal(2, (await emulator.ReadAsync($"chats/{Staff}/messages")).GetArrayLength());
    }

    [Fact]
    public async Task A_text_that_could_not_be_sent_comes_back()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        await page.Page.RouteAsync(Written, route => route.FulfillAsync(new RouteFulfillOptions { Status = 200, Body = "no JSON" }));
        var box = Box(page);

        await box.FillAsync("not to be lost");
        await box.PressAsync("Enter");

        await Expect(box).ToHaveValueAsync("not to be lost");
    }

    [Fact]
    public async Task A_message_of_ones_own_is_shown_to_a_user_who_reads_further_up()
    {
        await using var emulator = await StartAsync();
        for (var i = 0; i < 40; i++)
        {
            await emulator.SendAsync(Staff, $"line {i}");
        }

        await using var page = await browser.OpenAsync(emulator);
        var log = page.Chat(Staff).Locator(".log");
        await Expect(page.Message(Staff, 40)).ToBeInViewportAsync();
        await log.EvaluateAsync("log => { log.scrollTop = 0; }");
        var other = await emulator.SendAsync(Staff, "of the bot");
        await Expect(page.Message(Staff, other)).ToHaveCountAsync(1);
        await Expect(page.Message(Staff, other)).Not.ToBeInViewportAsync();
        await Box(page).FillAsync("mine");
        await Box(page).PressAsync("Enter");

        await Expect(page.Message(Staff, other + 1)).ToBeInViewportAsync();
    }

    [Fact]
    public async Task No_more_than_three_toasts_stand_at_once()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var id = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        for (var i = 1; i <= 6; i++)
        {
            var press = await emulator.PressAsync(Staff, id, Boris, new { button = 0 });
            await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = press.GetProperty("callback_query_id").GetString(), text = $"answer {i}" });
        }

        await Expect(page.Chat(Staff).Locator(".toast").Last).ToContainTextAsync("answer 6");
        await Expect(page.Chat(Staff).Locator(".toast")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_customers_link_is_opened_as_a_person_and_starts_the_bot()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var bot = (await emulator.BotAsync("getMe")).Result.GetProperty("username").GetString();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Open a link" }).ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Link").FillAsync("https://t.me/another_bot?start=x");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync($"https://t.me/{bot}?start=");
        await dialog.GetByLabel("Link").FillAsync($"https://t.me/{bot}?start=b_17-x");
        await dialog.GetByLabel("Opened by").SelectOptionAsync($"{Maria}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();

        await Expect(page.Message(Maria, 1).Locator(".text")).ToContainTextAsync("/start b_17-x");
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal("/start b_17-x", Assert.Single(await emulator.UpdatesAsync()).GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_link_to_the_bot_in_a_chat_asks_who_opens_it()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var bot = (await emulator.BotAsync("getMe")).Result.GetProperty("username").GetString();
        var url = $"https://t.me/{bot}?start=abc";
        var id = await emulator.SendAsync(Staff, "for the customer", new { inline_keyboard = new[] { new[] { new { text = "Link", url } } } });

        await page.Message(Staff, id).Locator(".key").ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Dialog).GetByLabel("Link")).ToHaveValueAsync(url);
    }

    [Fact]
    public async Task Tab_goes_to_the_newest_message_only_and_the_arrows_to_the_older_ones()
    {
        await using var emulator = await StartAsync();
        for (var i = 1; i <= 12; i++)
        {
            await emulator.SendAsync(Staff, $"booking {i}", Keyboard(("Confirm", $"c{i}"), ("Reject", $"r{i}")));
        }

        await using var page = await browser.OpenAsync(emulator);
        await Expect(page.Message(Staff, 12)).ToBeInViewportAsync();
        var keyboard = page.Page.Keyboard;
        await page.Chat(Staff).Locator(".log").FocusAsync();

        await keyboard.PressAsync("Tab");
        await Expect(page.Message(Staff, 12).Locator("[data-data='c12']")).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Tab");
        await Expect(page.Chat(Staff).GetByLabel("Write and press as")).ToBeFocusedAsync();
        await page.Chat(Staff).Locator(".log").FocusAsync();
        await keyboard.PressAsync("ArrowUp");
        await keyboard.PressAsync("ArrowUp");
        await Expect(page.Message(Staff, 11)).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(page.Message(Staff, 11).Locator("[data-data='c11']")).ToBeFocusedAsync();
        await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = 11, text = "decided" });
        await Expect(page.Message(Staff, 11)).ToBeFocusedAsync();
    }

    private static ILocator Box(EmulatorPage page) => page.Page.GetByLabel("Message to Photo studio staff");
}
