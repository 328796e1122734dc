using System.Net;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

public class SendingTests
{
    [Fact]
    public async Task A_message_is_answered_with_its_id_chat_text_and_entities()
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "<b>Анна &amp; Co</b>", parse_mode = "HTML" });

        Assert.Equal(200, answer.Status);
        Assert.Equal(1, answer.Result.GetProperty("message_id").GetInt32());
        Assert.Equal(Staff, answer.Result.GetProperty("chat").GetProperty("id").GetInt64());
        Assert.Equal("supergroup", answer.Result.GetProperty("chat").GetProperty("type").GetString());
        Assert.Equal("Анна & Co", answer.Result.GetProperty("text").GetString());
        Assert.Equal("bold", answer.Result.GetProperty("entities")[0].GetProperty("type").GetString());
        Assert.Equal(9, answer.Result.GetProperty("entities")[0].GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task Ids_count_from_one_in_every_chat()
    {
        await using var emulator = await StartAsync();

        Assert.Equal(1, await emulator.SendAsync(Staff, "one"));
        Assert.Equal(2, await emulator.SendAsync(Staff, "two"));
        Assert.Equal(1, await emulator.SendAsync(Maria, "one"));
    }

    [Fact]
    public async Task The_same_call_is_understood_as_query_form_multipart_and_json_and_in_any_case()
    {
        await using var emulator = await StartAsync();
        var fields = new Dictionary<string, string>
        {
            ["chat_id"] = $"{Staff}",
            ["text"] = "hello",
            ["reply_markup"] = """{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}""",
        };
        using var form = new FormUrlEncodedContent(fields);
        using var multipart = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            multipart.Add(new StringContent(value), name);
        }

        var path = $"/bot{EmulatorOptions.DemoToken}";
        var query = string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        var answers = new[]
        {
            await BotAnswer.ReadAsync(await emulator.Http.GetAsync($"{path}/SENDMESSAGE?{query}")),
            await BotAnswer.ReadAsync(await emulator.Http.PostAsync($"{path}/sendmessage", form)),
            await BotAnswer.ReadAsync(await emulator.Http.PostAsync($"{path}/sendMessage", multipart)),
            await emulator.BotAsync("sendMessage", new { chat_id = $"{Staff}", text = "hello", reply_markup = new { inline_keyboard = new[] { new[] { new { text = "Go", callback_data = "go" } } } } }),
        };

        Assert.All(answers, answer => Assert.Equal("go", answer.Result.GetProperty("reply_markup").GetProperty("inline_keyboard")[0][0].GetProperty("callback_data").GetString()));
    }

    [Theory]
    [InlineData("bot123456:another-token/getMe", 401, "Unauthorized")]
    [InlineData("bot/getMe", 401, "Unauthorized: invalid token specified")]
    [InlineData("bot", 404, "Not Found")]
    [InlineData("BOT" + EmulatorOptions.DemoToken + "/getMe", 404, "Not Found")]
    [InlineData("bot" + EmulatorOptions.DemoToken + "/test/getMe", 401, "Unauthorized")]
    [InlineData("bot" + EmulatorOptions.DemoToken + "/testing", 404, "Not Found")]
    [InlineData("bot123456:another-token/close", 400, "Bad Request: the bot has already been closed")]
    [InlineData("bot+123456:another-token/getMe", 421, "Misdirected Request: unallowed token specified")]
    [InlineData("bot18014398509481984:another-token/getMe", 401, "Unauthorized: invalid token specified")]
    [InlineData("bot" + EmulatorOptions.DemoToken + "/getNothing", 404, "Not Found: method not found")]
    [InlineData("bot" + EmulatorOptions.DemoToken, 404, "Not Found")]
    public async Task A_wrong_token_is_401_and_an_unknown_method_404(string path, int status, string description)
    {
        await using var emulator = await StartAsync();

        var answer = await BotAnswer.ReadAsync(await emulator.Http.GetAsync($"/{path}"));

        Assert.Equal((status, false, status, description), (answer.Status, answer.Ok, answer.ErrorCode!.Value, answer.Description));
    }

    [Fact]
    public async Task Text_is_measured_after_parsing_in_code_points()
    {
        await using var emulator = await StartAsync();
        var longest = string.Concat(Enumerable.Repeat("📷", 4096));

        var fits = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = $"<b>{longest}</b>", parse_mode = "HTML" });
        var tooLong = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = longest + "x" });
        var empty = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = " <b> </b>\n", parse_mode = "HTML" });

        Assert.True(fits.Ok, fits.Description);
        Assert.Equal("Bad Request: message is too long", tooLong.Description);
        Assert.Equal("Bad Request: text must be non-empty", empty.Description);
    }

    [Theory]
    [InlineData("blocked", "Forbidden: bot was blocked by the user", 403)]
    [InlineData("deactivated", "Forbidden: user is deactivated", 403)]
    [InlineData("kicked", "Forbidden: bot was kicked from the supergroup chat", 403)]
    [InlineData("not_member", "Forbidden: bot is not a member of the supergroup chat", 403)]
    public async Task A_chat_that_does_not_take_the_bot_refuses_in_Telegrams_words(string standing, string description, int status)
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync($"chats/{Staff}/standing", new { standing });

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x" });

        Assert.Equal((status, description), (answer.Status, answer.Description));
    }

    [Fact]
    public async Task A_migrated_group_names_its_new_number_and_that_works()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("chats", new { id = -500, title = "Old group", people = new[] { new { id = Anna, first_name = "Анна" } } });
        await emulator.ControlAsync("chats/-500/standing", new { standing = "migrated" });

        var refused = await emulator.BotAsync("sendMessage", new { chat_id = -500, text = "x" });
        var moved = refused.Parameters.GetProperty("migrate_to_chat_id").GetInt64();
        var taken = await emulator.BotAsync("sendMessage", new { chat_id = moved, text = "x" });

        Assert.Equal((400, "Bad Request: group chat was upgraded to a supergroup chat"), (refused.Status, refused.Description));
        Assert.True(taken.Ok, taken.Description);
        var told = (await emulator.UpdatesAsync()).Select(update => update.GetProperty("message")).ToList();
        Assert.Equal((-500, moved), (told[0].GetProperty("chat").GetProperty("id").GetInt64(), told[0].GetProperty("migrate_to_chat_id").GetInt64()));
        Assert.Equal((moved, -500), (told[1].GetProperty("chat").GetProperty("id").GetInt64(), told[1].GetProperty("migrate_from_chat_id").GetInt64()));
    }

    [Fact]
    public async Task Topics_must_be_there_and_General_has_no_number()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("chats", new { id = -1002, title = "Forum", topics = new[] { new { id = 7, name = "Bookings" } } });

        var general = await emulator.BotAsync("sendMessage", new { chat_id = -1002, text = "x", message_thread_id = 1 });
        var topic = await emulator.BotAsync("sendMessage", new { chat_id = -1002, text = "x", message_thread_id = 7 });

        Assert.Equal("Bad Request: message thread not found", general.Description);
        Assert.Equal(7, topic.Result.GetProperty("message_thread_id").GetInt32());
    }

    [Theory]
    [InlineData(0, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")]
    [InlineData(65, "Bad Request: BUTTON_DATA_INVALID")]
    public async Task Button_data_has_1_to_64_bytes(int bytes, string description)
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x", reply_markup = Keyboard(("Go", new string('x', bytes))) });

        Assert.Equal(description, answer.Description);
        await emulator.SendAsync(Staff, "64 bytes of two-byte letters", Keyboard(("Go", new string('ж', 32))));
    }

    [Fact]
    public async Task An_edit_replaces_text_and_buttons_keeps_history_and_the_same_again_is_not_modified()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "before", Keyboard(("Go", "go")));

        var edited = await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "after" });
        var again = await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "after" });
        var message = (await emulator.ReadAsync($"chats/{Staff}/messages"))[0];

        Assert.True(edited.Ok, edited.Description);
        Assert.False(edited.Result.TryGetProperty("reply_markup", out _));
        Assert.StartsWith("Bad Request: message is not modified", again.Description, StringComparison.Ordinal);
        Assert.Equal("after", message.GetProperty("text").GetString());
        Assert.Equal("before", Assert.Single(message.GetProperty("history").EnumerateArray()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_edited_or_deleted()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "soon gone");

        Assert.True((await emulator.BotAsync("deleteMessage", new { chat_id = Staff, message_id = id })).Ok);
        Assert.Equal("Bad Request: message to edit not found", (await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "x" })).Description);
        Assert.Equal("Bad Request: message to delete not found", (await emulator.BotAsync("deleteMessage", new { chat_id = Staff, message_id = id })).Description);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused_and_the_connection_lives_on()
    {
        await using var emulator = await StartAsync();
        using var broken = new StringContent("{\"chat_id\":", System.Text.Encoding.UTF8, "application/json");

        var response = await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/sendMessage", broken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await emulator.SendAsync(Staff, "still here");
    }
}
