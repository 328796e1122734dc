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
}
