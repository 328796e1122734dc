using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>Messages of a group that one member sees, and the servers that do not know them.</summary>
public class EphemeralTests
{
    [Fact]
    public async Task An_ephemeral_message_stands_in_no_chat_and_is_edited_and_deleted_by_its_own_id()
    {
        await using var emulator = await StartAsync();

        var sent = await SendAsync(emulator, new { receiver_user_id = Anna });
        var id = sent.Result.GetProperty("ephemeral_message_id").GetInt32();
        var edited = await emulator.BotAsync("editEphemeralMessageText", new { chat_id = Staff, receiver_user_id = Anna, ephemeral_message_id = id, text = "changed" });
        var foreign = await emulator.BotAsync("editEphemeralMessageText", new { chat_id = Staff, receiver_user_id = Boris, ephemeral_message_id = id, text = "stolen" });
        var seen = Assert.Single((await emulator.ReadAsync($"chats/{Staff}/ephemeral")).EnumerateArray()).GetProperty("message");
        var deleted = await emulator.BotAsync("deleteEphemeralMessage", new { chat_id = Staff, receiver_user_id = Anna, ephemeral_message_id = id });

        Assert.Equal((0, Anna), (sent.Result.GetProperty("message_id").GetInt32(), sent.Result.GetProperty("receiver_user").GetProperty("id").GetInt64()));
        Assert.True(edited.Result.GetBoolean());
        Assert.Equal("Bad Request: message to edit not found", foreign.Description);
        Assert.Equal("changed", seen.GetProperty("text").GetString());
        Assert.True(deleted.Ok, deleted.Description);
        Assert.Empty((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
        Assert.Empty((await emulator.ReadAsync($"chats/{Staff}/ephemeral")).EnumerateArray());
    }

    [Fact]
    public async Task A_photo_for_one_is_shown_to_nobody_else()
    {
        await using var emulator = await StartAsync();

        var sent = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = "https://example.com/a.jpg", caption = "for you", ephemeral_message_parameters = new { receiver_user_id = Anna } });
        var text = await emulator.BotAsync("editEphemeralMessageText", new { chat_id = Staff, receiver_user_id = Anna, ephemeral_message_id = 1, text = "x" });

        Assert.Equal((0, "for you"), (sent.Result.GetProperty("message_id").GetInt32(), sent.Result.GetProperty("caption").GetString()));
        Assert.Equal("Bad Request: there is no text in the message to edit", text.Description);
        Assert.Empty((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
    }

    [Fact]
    public async Task A_press_is_answered_in_place_of_its_message_for_the_user_only()
    {
        await using var emulator = await StartAsync();
        var card = await emulator.SendAsync(Staff, "booking", Keyboard(("Reject", "r")));
        var query = (await emulator.PressAsync(Staff, card, Boris, new { button = 0 })).GetProperty("callback_query_id").GetString();

        var sent = await emulator.BotAsync("sendMessage", new { text = "why?", ephemeral_message_parameters = new { callback_query_id = query, replace_callback_query_message = true }, reply_markup = Keyboard(("Busy", "b")) });
        var id = sent.Result.GetProperty("ephemeral_message_id").GetInt32();
        var seen = Assert.Single((await emulator.ReadAsync($"chats/{Staff}/ephemeral")).EnumerateArray());
        await emulator.ControlAsync($"chats/{Staff}/ephemeral/{id}/press", new { from = Boris, button = 0 });
        var press = (await emulator.UpdatesAsync())[^1].GetProperty("callback_query");

        Assert.Equal(Boris, sent.Result.GetProperty("receiver_user").GetProperty("id").GetInt64());
        Assert.Equal(card, seen.GetProperty("in_place_of").GetInt32());
        Assert.Equal(("b", id), (press.GetProperty("data").GetString(), press.GetProperty("message").GetProperty("ephemeral_message_id").GetInt32()));
        Assert.Single((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
    }

    [Fact]
    public async Task A_press_that_is_too_old_or_anothers_gives_no_ephemeral_message()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        var card = await emulator.SendAsync(Staff, "booking", Keyboard(("Reject", "r")));
        var query = (await emulator.PressAsync(Staff, card, Boris, new { button = 0 })).GetProperty("callback_query_id").GetString();

        var others = await SendAsync(emulator, new { receiver_user_id = Anna, callback_query_id = query });
        clock.Advance(TimeSpan.FromSeconds(15.1));
        var late = await SendAsync(emulator, new { receiver_user_id = Boris, callback_query_id = query });

        Assert.Equal("Bad Request: the callback query is of another user or chat", others.Description);
        Assert.Equal("Bad Request: query is too old and response timeout expired or query ID is invalid", late.Description);
        Assert.Single((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
    }

    [Theory]
    [InlineData("""{"receiver_user_id":100099}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"receiver_user_id":100001,"replace_callback_query_message":true}""")]
    public async Task Parameters_that_name_nobody_are_refused_and_never_shown_to_all(string parameters)
    {
        await using var emulator = await StartAsync();

        var answer = await SendAsync(emulator, parameters);

        Assert.Equal(400, answer.Status);
        Assert.Empty((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
    }

    [Fact]
    public async Task The_form_that_is_gone_is_refused()
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "only for Anna", receiver_user_id = Anna });

        Assert.Equal(400, answer.Status);
        Assert.Empty((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
    }

    [Fact]
    public async Task Ephemeral_messages_do_not_count_into_the_groups_limit()
    {
        await using var emulator = await StartAsync(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), new PhStudio.Messaging.TelegramEmulator.Limits.SendLimits());

        for (var i = 0; i < 25; i++)
        {
            var answer = await SendAsync(emulator, new { receiver_user_id = Anna });
            Assert.True(answer.Ok, answer.Description);
        }
    }

    [Fact]
    public async Task An_older_server_shows_it_to_all_refuses_disabled_buttons_and_knows_none_of_the_methods()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind = "older_server" });

        var shown = await SendAsync(emulator, new { receiver_user_id = Anna });
        var disabled = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x", reply_markup = """{"inline_keyboard":[[{"text":"Confirmed","disabled":{}}]]}""" });
        var settings = await emulator.BotAsync("setMySettings", new { callback_query_mode = "default" });
        var edit = await emulator.BotAsync("editEphemeralMessageText", new { chat_id = Staff, receiver_user_id = Anna, ephemeral_message_id = 1, text = "x" });

        Assert.Equal(1, shown.Result.GetProperty("message_id").GetInt32());
        Assert.Equal("Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard", disabled.Description);
        Assert.Equal((404, "Not Found: method not found"), (settings.Status, settings.Description));
        Assert.Equal((404, "Not Found: method not found"), (edit.Status, edit.Description));
    }

    [Theory]
    [InlineData("default", false, true, false)]
    [InlineData("default", true, true, false)]
    [InlineData("auto", false, true, false)]
    [InlineData("auto", true, false, true)]
    [InlineData("inline", false, false, true)]
    public async Task The_mode_of_callback_queries_says_what_a_press_brings(string mode, bool inaccessible, bool message, bool inline)
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        var set = await emulator.BotAsync("setMySettings", new { callback_query_mode = mode });
        await emulator.PressAsync(Staff, id, Anna, new { button = 0, inaccessible });
        var query = (await emulator.UpdatesAsync())[0].GetProperty("callback_query");

        Assert.True(set.Ok, set.Description);
        Assert.Equal((message, inline), (query.TryGetProperty("message", out _), query.TryGetProperty("inline_message_id", out _)));
    }

    [Fact]
    public async Task A_message_is_edited_by_the_inline_id_of_its_press()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        await emulator.PressAsync(Staff, id, Anna, new { button = 0, mode = "inline" });
        var inline = (await emulator.UpdatesAsync())[0].GetProperty("callback_query").GetProperty("inline_message_id").GetString();

        var edited = await emulator.BotAsync("editMessageText", new { inline_message_id = inline, text = "y" });
        var unknown = await emulator.BotAsync("editMessageText", new { inline_message_id = "nonsense", text = "y" });

        Assert.True(edited.Result.GetBoolean());
        Assert.Equal("y", (await emulator.ReadAsync($"chats/{Staff}/messages"))[0].GetProperty("text").GetString());
        Assert.Equal("Bad Request: invalid inline message identifier specified", unknown.Description);
    }

    [Fact]
    public async Task Settings_that_change_nothing_here_are_refused()
    {
        await using var emulator = await StartAsync();

        Assert.Equal(400, (await emulator.BotAsync("setMySettings", new { callback_query_mode = "sometimes" })).Status);
        Assert.Equal(400, (await emulator.BotAsync("setMySettings")).Status);
    }

    [Fact]
    public async Task A_bot_that_logged_out_is_refused_until_the_start()
    {
        await using var emulator = await StartAsync();

        Assert.True((await emulator.BotAsync("logOut")).Ok);
        var after = await emulator.BotAsync("getMe");
        await emulator.ControlAsync("reset", new { });

        Assert.Equal((400, "Logged out"), (after.Status, after.Description));
        Assert.True((await emulator.BotAsync("getMe")).Ok);
    }

    [Fact]
    public async Task A_closed_bot_starts_with_the_next_call_and_is_closed_again_ten_minutes_later()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);

        clock.Advance(TimeSpan.FromMinutes(11));
        var closed = await emulator.BotAsync("close");
        var twice = await emulator.BotAsync("close");
        var restart = await emulator.BotAsync("getMe");
        var early = await emulator.BotAsync("close");
        clock.Advance(TimeSpan.FromMinutes(10));
        var again = await emulator.BotAsync("close");

        Assert.True(closed.Ok, closed.Description);
        Assert.Equal((400, "Bad Request: the bot has already been closed"), (twice.Status, twice.Description));
        Assert.True(restart.Ok, restart.Description);
        Assert.Equal((429, 600), (early.Status, early.RetryAfterHeader));
        Assert.True(again.Ok, again.Description);
    }

    private static Task<BotAnswer> SendAsync(RunningEmulator emulator, object parameters) =>
        emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "for one", ephemeral_message_parameters = parameters });
}
