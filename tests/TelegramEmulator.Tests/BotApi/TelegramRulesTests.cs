using System.Text;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>Where Telegram answers otherwise than one would think.</summary>
public class TelegramRulesTests
{
    [Theory]
    [InlineData("""{"force_reply":true}""")]
    [InlineData("""{"keyboard":[[{"text":"x"}]]}""")]
    [InlineData("""{"remove_keyboard":true}""")]
    public async Task An_edit_takes_an_inline_keyboard_only(string markup)
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        var text = await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "y", reply_markup = markup });
        var buttons = await emulator.BotAsync("editMessageReplyMarkup", new { chat_id = Staff, message_id = id, reply_markup = markup });

        Assert.Equal("Bad Request: inline keyboard expected", text.Description);
        Assert.Equal("Bad Request: inline keyboard expected", buttons.Description);
    }

    [Theory]
    [InlineData("\t\u0001a\tb\r\nc\u2028\u202e\u0333d", "a b\ncd")]
    [InlineData("  two  words  ", "two  words")]
    public async Task Control_characters_become_spaces_or_vanish(string text, string kept)
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text });

        Assert.Equal(kept, answer.Result.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Entities_move_with_the_characters_that_vanish()
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, parse_mode = "HTML", text = "a\r\r<b>b\rc</b>" });

        Assert.Equal("abc", answer.Result.GetProperty("text").GetString());
        Assert.Equal("bold 1+2", Entities(answer));
    }

    [Theory]
    [InlineData("<pre><code>x</code></pre>", "pre 0+1")]
    [InlineData("<b>a<i>b</i></b>", "bold 0+1, bold 1+1, italic 1+1")]
    [InlineData("<i><b>ab</b></i>", "bold 0+2, italic 0+2")]
    [InlineData("<b>a<code>b</code>c</b>", "bold 0+1, code 1+1, bold 2+1")]
    [InlineData("<b>a<a href=\"https://example.com/\">b</a>c</b>", "bold 0+1, text_link 1+1, bold 1+1, bold 2+1")]
    [InlineData("<b>a</b><b>b</b>", "bold 0+2")]
    [InlineData("<blockquote>a<b>b</b></blockquote>", "blockquote 0+2, bold 1+1")]
    public async Task Styles_are_cut_and_ordered_as_Telegram_does(string text, string entities)
    {
        await using var emulator = await StartAsync();

        Assert.Equal(entities, Entities(await emulator.BotAsync("sendMessage", new { chat_id = Staff, parse_mode = "HTML", text })));
    }

    [Theory]
    [InlineData(1, "", "Bad Request: message text is empty")]
    [InlineData(1, " \n\t", "Bad Request: chat not found")]
    [InlineData(Maria, " \n\t", "Bad Request: text must be non-empty")]
    [InlineData(Maria, "<b></b>", "Bad Request: text must be non-empty")]
    public async Task An_empty_parameter_is_refused_before_the_chat_is_looked_at_and_a_text_of_nothing_after_it(long chat, string text, string description)
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = chat, text, parse_mode = "HTML" });

        Assert.Equal(description, answer.Description);
    }

    [Fact]
    public async Task Buttons_of_every_kind_are_taken_and_a_url_wins()
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new
        {
            chat_id = Staff,
            text = "x",
            reply_markup = """
            {"inline_keyboard":[[
              {"text":"app","web_app":{"url":"https://example.com/app"}},{"text":"switch","switch_inline_query":""},{"text":"here","switch_inline_query_current_chat":"q"},
              {"text":"chosen","switch_inline_query_chosen_chat":{"allow_user_chats":true}},{"text":"login","login_url":{"url":"https://example.com/login"}},
              {"text":"both","url":"https://example.com/","callback_data":"x"},{"text":"off","disabled":{},"style":"success"}]]}
            """,
        });

        Assert.True(answer.Ok, answer.Description);
        var buttons = answer.Result.GetProperty("reply_markup").GetProperty("inline_keyboard")[0].EnumerateArray().ToList();
        Assert.Equal("https://example.com/app", buttons[0].GetProperty("web_app").GetProperty("url").GetString());
        Assert.Equal("", buttons[1].GetProperty("switch_inline_query").GetString());
        Assert.Equal("q", buttons[2].GetProperty("switch_inline_query_current_chat").GetString());
        Assert.True(buttons[3].GetProperty("switch_inline_query_chosen_chat").GetProperty("allow_user_chats").GetBoolean());
        // A login is returned as a plain address.
        Assert.Equal("https://example.com/login", buttons[4].GetProperty("url").GetString());
        Assert.False(buttons[5].TryGetProperty("callback_data", out _));
        Assert.Empty(buttons[6].GetProperty("disabled").EnumerateObject());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"message_id":0}""")]
    [InlineData("""{"message_id":"1"}""")]
    public async Task Reply_parameters_may_be_empty_or_text(string reply)
    {
        await using var emulator = await StartAsync();
        await emulator.SendAsync(Staff, "the first");

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x", reply_parameters = reply });

        Assert.True(answer.Ok, answer.Description);
        Assert.Equal(reply.Contains("\"1\"", StringComparison.Ordinal), answer.Result.TryGetProperty("reply_to_message", out _));
    }

    [Fact]
    public async Task Options_of_the_preview_are_given_back()
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "https://example.com/", link_preview_options = new { is_disabled = true } });

        Assert.True(answer.Result.GetProperty("link_preview_options").GetProperty("is_disabled").GetBoolean());
    }

    [Fact]
    public async Task A_group_without_topics_ignores_a_topics_number()
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x", message_thread_id = 7 });

        Assert.True(answer.Ok, answer.Description);
        Assert.False(answer.Result.TryGetProperty("message_thread_id", out _));
    }

    [Fact]
    public async Task The_default_scope_of_the_menu_may_be_named_or_left_out()
    {
        await using var emulator = await StartAsync();
        await emulator.BotAsync("setMyCommands", new { commands = new[] { new { command = "status", description = "State" } }, scope = new { type = "default" } });
        await emulator.BotAsync("setMyCommands", new { commands = new[] { new { command = "today", description = "Today" } }, scope = new { type = "chat", chat_id = Staff } });

        var unnamed = await emulator.BotAsync("getMyCommands");
        var chat = await emulator.BotAsync("getMyCommands", new { scope = new { chat_id = $"{Staff}", type = "chat" } });

        Assert.Equal("status", unnamed.Result[0].GetProperty("command").GetString());
        Assert.Equal("today", chat.Result[0].GetProperty("command").GetString());
    }

    [Fact]
    public async Task Multipart_without_a_boundary_is_refused()
    {
        await using var emulator = await StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("x"));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data");

        var answer = await BotAnswer.ReadAsync(await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/getMe", content));

        Assert.Equal((400, "Bad Request: boundary not found"), (answer.Status, answer.Description));
    }

    [Fact]
    public async Task A_bot_that_was_thrown_out_cannot_ask_about_the_chat()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync($"chats/{Staff}/standing", new { standing = "kicked" });

        var answer = await emulator.BotAsync("getChat", new { chat_id = Staff });

        Assert.Equal((403, "Forbidden: bot was kicked from the supergroup chat"), (answer.Status, answer.Description));
    }

    private static string Entities(BotAnswer answer) => string.Join(", ", answer.Result.GetProperty("entities").EnumerateArray()
        .Select(e => $"{e.GetProperty("type").GetString()} {e.GetProperty("offset").GetInt32()}+{e.GetProperty("length").GetInt32()}"));
}
