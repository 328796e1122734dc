using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static Microsoft.Playwright.Assertions;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.PageTests;

/// <summary>What the page shows as Telegram's apps show it.</summary>
public class AppearanceTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Right_to_left_text_runs_from_the_right()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var hebrew = await emulator.SendAsync(Staff, "שלום עולם!");
        var english = await emulator.SendAsync(Staff, "Hello");

        await Expect(page.Message(Staff, hebrew).Locator(".text")).ToHaveCSSAsync("direction", "rtl");
        await Expect(page.Message(Staff, hebrew).Locator(".meta")).ToHaveCSSAsync("float", "inline-end");
        await Expect(page.Message(Staff, english).Locator(".text")).ToHaveCSSAsync("direction", "ltr");
    }

    [Fact]
    public async Task A_relative_moment_is_said_from_the_readers_now()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var far = TimeProvider.System.GetUtcNow().AddYears(10).ToUnixTimeSeconds();

        var sent = await emulator.BotAsync("sendMessage", new { chat_id = Staff, parse_mode = "HTML", text = $"<tg-time unix=\"{far}\" format=\"r\">some day</tg-time>" });

        await Expect(page.Message(Staff, sent.Result.GetProperty("message_id").GetInt32()).Locator("time.entity")).ToHaveTextAsync(new Regex("^in (9|10) years$"));
    }

    [Fact]
    public async Task A_long_button_text_is_cut_to_one_line()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var id = await emulator.SendAsync(Staff, "x", new
        {
            inline_keyboard = new[] { [new { text = "Go", callback_data = "a" }], new[] { new { text = string.Join(' ', Enumerable.Repeat("very long", 20)), callback_data = "b" } } },
        });

        var heights = await page.Message(Staff, id).EvaluateAsync<double[]>("message => [...message.querySelectorAll('.key')].map(key => key.getBoundingClientRect().height)");

        Assert.Equal(heights[0], heights[1]);
    }

    [Fact]
    public async Task Only_a_quote_that_is_cut_offers_more()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var cut = await emulator.BotAsync("sendMessage", new { chat_id = Staff, parse_mode = "HTML", text = $"<blockquote expandable>{string.Join('\n', Enumerable.Repeat("line", 9))}</blockquote>" });
        var whole = await emulator.BotAsync("sendMessage", new { chat_id = Staff, parse_mode = "HTML", text = "<blockquote expandable>one line</blockquote>" });

        await Expect(page.Message(Staff, cut.Result.GetProperty("message_id").GetInt32()).Locator(".more")).ToBeVisibleAsync();
        await Expect(page.Message(Staff, whole.Result.GetProperty("message_id").GetInt32()).Locator(".more")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_reply_names_whom_it_answers()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "a question" });

        var sent = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "an answer", reply_parameters = new { message_id = 1 } });

        var strip = page.Message(Staff, sent.Result.GetProperty("message_id").GetInt32()).Locator(".reply");
        await Expect(strip.Locator("b")).ToContainTextAsync("Анна");
        await Expect(strip).ToContainTextAsync("a question");
    }

    [Fact]
    public async Task An_ephemeral_message_is_shown_to_the_one_it_is_for_in_place_of_the_pressed_one()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var card = await emulator.SendAsync(Staff, "the booking", Keyboard(("Reject", "r")));
        var query = (await emulator.PressAsync(Staff, card, Boris, new { button = 0 })).GetProperty("callback_query_id").GetString();

        await emulator.BotAsync("sendMessage", new { text = "Why?", ephemeral_message_parameters = new { callback_query_id = query, replace_callback_query_message = true }, reply_markup = Keyboard(("Busy", "b")) });

        await Expect(page.Message(Staff, card).Locator(".text")).ToContainTextAsync("the booking");
        await Expect(page.Chat(Staff).Locator(".ephemeral")).ToHaveCountAsync(0);
        await page.ActAsAsync(Staff, (await NameAsync(emulator, Boris))!);
        await Expect(page.Chat(Staff).Locator(".ephemeral .text")).ToContainTextAsync("Why?");
        await Expect(page.Message(Staff, card)).ToHaveCountAsync(0);
        await page.Chat(Staff).GetByRole(AriaRole.Button, new() { Name = "Busy" }).ClickAsync();
        await Eventually.TrueAsync("the press on the ephemeral message", async () => (await emulator.UpdatesAsync()).Any(update => update.GetProperty("callback_query").GetProperty("data").GetString() == "b"));
    }

    [Fact]
    public async Task A_disabled_button_cannot_be_pressed()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);

        var id = await emulator.SendAsync(Staff, "x", new { inline_keyboard = new[] { new[] { new { text = "Confirmed: Anna", disabled = new { }, style = "success" } } } });

        await Expect(page.Message(Staff, id).GetByRole(AriaRole.Button, new() { Name = "Confirmed: Anna" })).ToBeDisabledAsync();
    }

    [Fact]
    public async Task A_keyboard_below_the_box_writes_its_text()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);

        await emulator.SendAsync(Maria, "Which day?", new { keyboard = new[] { new[] { new { text = "Monday" }, new { text = "Friday" } } }, one_time_keyboard = true });
        await page.Chat(Maria).GetByRole(AriaRole.Button, new() { Name = "Friday" }).ClickAsync();

        await Expect(page.Message(Maria, 2).Locator(".text")).ToContainTextAsync("Friday");
        await Expect(page.Chat(Maria).Locator(".below .key")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_forced_reply_is_one()
    {
        await using var emulator = await StartAsync();
        await using var page = await browser.OpenAsync(emulator);

        await emulator.SendAsync(Maria, "Your phone?", new { force_reply = true, input_field_placeholder = "+7" });
        await Expect(page.Chat(Maria).Locator(".forced")).ToContainTextAsync("Your phone?");
        var box = page.Chat(Maria).GetByRole(AriaRole.Textbox);
        await Expect(box).ToHaveAttributeAsync("placeholder", "+7");
        await box.FillAsync("+7 900");
        await box.PressAsync("Enter");

        await Expect(page.Message(Maria, 2).Locator(".reply")).ToContainTextAsync("Your phone?");
        await Expect(page.Chat(Maria).Locator(".forced")).ToBeEmptyAsync();
    }

    private static async Task<string?> NameAsync(RunningEmulator emulator, long person) =>
        (await emulator.ReadAsync($"chats/{Staff}")).GetProperty("people").EnumerateArray().Where(one => one.GetProperty("id").GetInt64() == person)
            .Select(one => one.TryGetProperty("last_name", out var last) ? $"{one.GetProperty("first_name").GetString()} {last.GetString()}" : one.GetProperty("first_name").GetString()).Single();
}
