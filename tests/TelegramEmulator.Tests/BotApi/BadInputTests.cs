using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

public class BadInputTests
{
    [Theory]
    [InlineData("sendMessage", """{"text":"x"}""")]
    [InlineData("sendMessage", """{"chat_id":{},"text":"x"}""")]
    [InlineData("sendMessage", """{"chat_id":99999999999999999999,"text":"x"}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","parse_mode":"XML"}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_parameters":5}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_parameters":{"message_id":"one"}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_parameters":{"message_id":4294967297}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_parameters":{"quote":"x"}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","link_preview_options":5}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","link_preview_options":{"is_disabled":"perhaps"}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":5}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go","web_app":{}}]]}}""")]
    [InlineData("setMyCommands", """{"commands":[],"scope":{"type":"everybody"}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","entities":[{"type":"bold"}]}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","entities":[{"type":"bold","offset":2147483647,"length":2147483647}]}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":"nonsense"}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":[]}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[{}]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[["Go"]]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go"}]]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"x","style":"pink"}]]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go","url":"nowhere"}]]}}""")]
    [InlineData("sendMessage", """[]""")]
    [InlineData("sendMessage", """{"chat_id":""")]
    [InlineData("editMessageText", """{"chat_id":-1001000000001,"text":"y"}""")]
    [InlineData("editMessageReplyMarkup", """{"chat_id":-1001000000001,"message_id":"one"}""")]
    [InlineData("answerCallbackQuery", """{}""")]
    [InlineData("setWebhook", """{"url":"ftp://x"}""")]
    [InlineData("setMyCommands", """{"commands":[5]}""")]
    [InlineData("setMyCommands", """{"commands":[{"command":"Großes","description":"x"}]}""")]
    [InlineData("getChatMember", """{"chat_id":-1001000000001,"user_id":"x"}""")]
    [InlineData("sendChatAction", """{"chat_id":-1001000000001}""")]
    public async Task What_cannot_be_read_is_refused_with_400_and_changes_nothing(string method, string body)
    {
        await using var emulator = await StartAsync();
        await emulator.SendAsync(Staff, "the first");

        using var response = await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/{method}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var answer = await BotAnswer.ReadAsync(response);

        Assert.Equal((400, 400), (answer.Status, answer.ErrorCode!.Value));
        Assert.StartsWith("Bad Request: ", answer.Description, StringComparison.Ordinal);
        var message = Assert.Single((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
        Assert.False(message.GetProperty("deleted").GetBoolean());
    }

    [Theory]
    [InlineData("deleteMessage", """{"chat_id":-1001000000001,"message_id":4294967297}""")]
    [InlineData("deleteMessage", """{"chat_id":-1001000000001,"message_id":"1 of many"}""")]
    [InlineData("deleteMessage", """{"chat_id":-1001000000001,"message_id":1,"chat_id":5}""")]
    [InlineData("deleteMessage", """{"chat_id":-1001000000001,"message_id":1,""")]
    [InlineData("deleteMessage", """{"chat_id":-1001000000001,"message_id":1}}""")]
    [InlineData("deleteMessage?message_id=1", """{"chat_id":-1001000000001,"message_id":5}""")]
    public async Task What_can_be_read_in_part_is_carried_out(string method, string body)
    {
        await using var emulator = await StartAsync();
        await emulator.SendAsync(Staff, "the first");

        using var response = await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/{method}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var answer = await BotAnswer.ReadAsync(response);

        Assert.True(answer.Ok, answer.Description);
    }

    [Fact]
    public async Task The_method_may_be_named_by_a_parameter()
    {
        await using var emulator = await StartAsync();

        using var response = await emulator.Http.GetAsync($"/bot{EmulatorOptions.DemoToken}/?method=getMe");

        Assert.True((await BotAnswer.ReadAsync(response)).Ok);
    }

    [Theory]
    [InlineData("nonsense", 401, "Unauthorized: invalid token specified")]
    [InlineData("0123:AA", 401, "Unauthorized: invalid token specified")]
    [InlineData("-5:AA", 401, "Unauthorized: invalid token specified")]
    [InlineData("5a:AA", 421, "Misdirected Request: unallowed token specified")]
    [InlineData("5:AA", 401, "Unauthorized")]
    public async Task A_wrong_token_is_told_by_its_form(string token, int code, string description)
    {
        await using var emulator = await StartAsync();

        using var response = await emulator.Http.GetAsync($"/bot{token}/getMe");
        var answer = await BotAnswer.ReadAsync(response);

        Assert.Equal((code, code, description), (answer.Status, answer.ErrorCode, answer.Description));
    }

    [Fact]
    public async Task The_history_of_an_often_edited_message_keeps_its_last_versions()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "0");
        for (var i = 1; i <= 60; i++)
        {
            await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = $"{i}" });
        }

        var history = (await emulator.ReadAsync($"chats/{Staff}/messages"))[0].GetProperty("history");

        Assert.Equal(50, history.GetArrayLength());
        Assert.Equal("59", history[49].GetProperty("text").GetString());
    }
}
