using Microsoft.Playwright;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static Microsoft.Playwright.Assertions;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.PageTests;

public class PageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_message_appears_without_a_reload_as_Telegram_shows_it()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);

        var sent = await emulator.BotAsync("sendMessage", new
        {
            chat_id = Staff,
            parse_mode = "HTML",
            text = "<b>Новая</b> <i>бронь</i> <a href=\"https://example.com/\">map</a> <code>4815</code> <tg-spoiler>secret</tg-spoiler><blockquote>quoted</blockquote><pre>x</pre>",
        });
        var text = page.Message(Staff, sent.Result.GetProperty("message_id").GetInt32()).Locator(".text");

        await Expect(text.Locator("strong")).ToHaveTextAsync("Новая");
        await Expect(text.Locator("em")).ToHaveTextAsync("бронь");
        await Expect(text.Locator("a")).ToHaveAttributeAsync("href", "https://example.com/");
        await Expect(text.Locator("code")).ToHaveTextAsync("4815");
        await Expect(text.Locator("blockquote")).ToHaveTextAsync("quoted");
        await Expect(text.Locator("pre")).ToHaveTextAsync("x");
        await text.Locator(".spoiler").ClickAsync();
        await Expect(text.Locator(".spoiler")).ToHaveAttributeAsync("aria-expanded", "true");
    }

    [Fact]
    public async Task A_press_as_a_chosen_person_spins_shows_the_popup_and_the_edit_takes_the_buttons_away()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var id = await emulator.SendAsync(Staff, "Новая бронь PH-2026/17", new
        {
            inline_keyboard = new[] { new[] { new { text = "✅ Confirm", callback_data = "c:17", style = "success" }, new { text = "Reject", callback_data = "r:17", style = "danger" } } },
        });
        var message = page.Message(Staff, id);

        await page.ActAsAsync(Staff, "Вера Соколова");
        await message.GetByRole(AriaRole.Button, new() { Name = "✅ Confirm" }).ClickAsync();
        await Expect(message.Locator("[data-data='c:17']")).ToHaveAttributeAsync("aria-busy", "true");
        await page.PictureAsync("pressed");
        var query = (await Eventually.GetAsync("the update of the press", () => emulator.UpdatesAsync(), updates => updates.Count == 1))[0].GetProperty("callback_query");
        await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = query.GetProperty("id").GetString(), text = "Confirmed" });
        await Expect(page.Chat(Staff).Locator(".toast")).ToHaveTextAsync("Вера Соколова: Confirmed");
        await Expect(message.Locator("[aria-busy]")).ToHaveCountAsync(0);
        await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "Confirmed by Вера Соколова" });

        Assert.Equal(("Вера", "c:17"), (query.GetProperty("from").GetProperty("first_name").GetString(), query.GetProperty("data").GetString()));
        await Expect(message.Locator(".text")).ToContainTextAsync("Confirmed by Вера Соколова");
        await Expect(message.Locator(".key")).ToHaveCountAsync(0);
        await page.PictureAsync("answered");
        await message.GetByRole(AriaRole.Button, new() { Name = "edited" }).ClickAsync();
        await Expect(page.Page.Locator("#history")).ToContainTextAsync("Новая бронь PH-2026/17");
    }

    [Fact]
    public async Task An_alert_waits_for_OK()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var id = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        var press = await emulator.PressAsync(Staff, id, Boris, new { button = 0 });
        await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = press.GetProperty("callback_query_id").GetString(), text = "Анна has decided already", show_alert = true });

        var alert = page.Page.GetByRole(AriaRole.Dialog);
        await Expect(alert).ToContainTextAsync("Анна has decided already");
        await page.PictureAsync("alert");
        await alert.GetByRole(AriaRole.Button, new() { Name = "OK" }).ClickAsync();
        await Expect(alert).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Hostile_text_is_shown_as_its_characters_and_never_runs()
    {
        const string Hostile = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script></textarea>\"'&amp;";
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("chats", new { id = -7, title = Hostile, people = new[] { new { id = 9, first_name = Hostile } } });
        await emulator.ControlAsync("chats/-7/messages", new { from = 9, text = Hostile });
        await using var page = await browser.OpenAsync(emulator);

        var id = await emulator.SendAsync(-7, Hostile, new { inline_keyboard = new[] { new[] { new { text = Hostile, callback_data = "x" } } } });
        await emulator.BotAsync("sendMessage", new { chat_id = -7, text = "a tg link", entities = new[] { new { type = "text_link", offset = 0, length = 4, url = "javascript:window.hacked=1" } } });

        await Expect(page.Message(-7, 1).Locator(".text")).ToContainTextAsync(Hostile);
        await Expect(page.Message(-7, id).Locator(".text")).ToContainTextAsync(Hostile);
        await Expect(page.Message(-7, id).Locator(".key")).ToHaveTextAsync(Hostile);
        await Expect(page.Chat(-7).Locator("h2")).ToHaveTextAsync(Hostile);
        await Expect(page.Message(-7, id + 1).Locator("a")).ToHaveCountAsync(0);
        await Expect(page.Page.Locator("img, main script")).ToHaveCountAsync(0);
        Assert.Null(await page.Page.EvaluateAsync<int?>("() => window.hacked ?? null"));
    }

    [Fact]
    public async Task A_person_writes_with_the_keyboard_and_the_bot_gets_it()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);

        await page.ActAsAsync(Staff, "Глеб");
        await page.Page.GetByLabel("Message to Photo studio staff").FillAsync("/status");
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Message(Staff, 1).Locator(".text")).ToContainTextAsync("/status");
        await Expect(page.Message(Staff, 1)).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
        var update = (await Eventually.GetAsync("the update of the message", () => emulator.UpdatesAsync(), updates => updates.Count == 1))[0];
        Assert.Equal(("Глеб", "/status"), (update.GetProperty("message").GetProperty("from").GetProperty("first_name").GetString(), update.GetProperty("message").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_fault_is_added_and_cleared_on_the_page()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Faults" }).ClickAsync();
        await page.Page.GetByLabel("What happens").SelectOptionAsync("server_error");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add fault" }).ClickAsync();
        await Expect(page.Page.Locator("#fault-list li")).ToHaveCountAsync(1);
        await page.PictureAsync("faults");
        var met = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x" });
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Clear all" }).ClickAsync();

        Assert.Equal(500, met.Status);
        await Expect(page.Page.Locator("#fault-list li")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_fault_of_getMe_and_what_a_press_brings_are_chosen_on_the_page()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var id = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        await emulator.BotAsync("setMySettings", new { callback_query_mode = "auto" });

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Faults" }).ClickAsync();
        await Expect(page.Page.GetByLabel("What a press brings")).ToHaveValueAsync("auto");
        await page.Page.GetByLabel("On which call").SelectOptionAsync("getMe");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add fault" }).ClickAsync();
        await Expect(page.Page.Locator("#fault-list li")).ToHaveCountAsync(1);
        await page.Page.GetByLabel("What a press brings").SelectOptionAsync("inline");
        await Eventually.TrueAsync("the mode", async () => (await emulator.ReadAsync("presses/mode")).GetProperty("mode").GetString() == "inline");
        await emulator.PressAsync(Staff, id, Anna, new { button = 0 });

        Assert.Equal(429, (await emulator.BotAsync("getMe")).Status);
        var query = (await emulator.UpdatesAsync())[0].GetProperty("callback_query");
        Assert.Equal((false, true), (query.TryGetProperty("message", out _), query.TryGetProperty("inline_message_id", out _)));
    }

    [Fact]
    public async Task A_demo_booking_is_one_press_away_where_a_platform_is_configured()
    {
        await using var platform = await WebhookReceiver.StartAsync();
        await using var without = await StartAsync();
        await using var with = await StartAsync(bookingUrl: new Uri(platform.Url));
        await using var bare = await browser.OpenAsync(without);
        await using var page = await browser.OpenAsync(with);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "New demo booking" }).ClickAsync();
        await platform.ArrivedAsync(1);

        await Expect(page.Page.Locator("#notice")).ToContainTextAsync(platform.Deliveries[0].Update.GetProperty("id").GetString()!);
        await Expect(bare.Page.GetByRole(AriaRole.Button, new() { Name = "New demo booking" })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Chats_are_opened_closed_and_counted_and_a_new_one_appears_by_itself()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);

        await emulator.ControlAsync("chats", new { id = 300001, first_name = "Ольга", last_name = "Ли" });
        var chip = page.Page.GetByRole(AriaRole.Button, new() { Name = "Ольга Ли" });
        await Expect(chip).ToHaveAttributeAsync("aria-pressed", "false");
        await emulator.SendAsync(300001, "hello");
        await Expect(chip.Locator(".count")).ToHaveTextAsync("1");
        await chip.ClickAsync();

        await Expect(page.Message(300001, 1).Locator(".text")).ToContainTextAsync("hello");
        await Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");
        await chip.ClickAsync();
        await Expect(page.Chat(300001)).ToHaveCountAsync(0);
    }
}
