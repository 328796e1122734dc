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
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","entities":{"type":"bold"}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","entities":[{"type":"bold"}]}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","entities":[{"type":"bold","offset":2147483647,"length":2147483647}]}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":"nonsense"}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":[]}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[{}]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[["Go"]]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go"}]]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":5}]]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"x","style":"pink"}]]}}""")]
    [InlineData("sendMessage", """{"chat_id":-1001000000001,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go","url":"nowhere"}]]}}""")]
    [InlineData("sendMessage", """[]""")]
    [InlineData("sendMessage", """{"chat_id":""")]
    [InlineData("editMessageText", """{"chat_id":-1001000000001,"text":"y"}""")]
    [InlineData("editMessageText", """{"chat_id":-1001000000001,"message_id":4294967297,"text":"y"}""")]
    [InlineData("editMessageReplyMarkup", """{"chat_id":-1001000000001,"message_id":"one"}""")]
    [InlineData("deleteMessage", """{"chat_id":-1001000000001,"message_id":4294967297}""")]
    [InlineData("copyMessage", """{"chat_id":-1001000000001,"from_chat_id":-1001000000001,"message_id":4294967297}""")]
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

    [Fact]
    public async Task A_given_link_is_checked_like_one_of_the_markup()
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync("sendMessage", new
        {
            chat_id = Staff,
            text = "good bad",
            entities = new[]
            {
                new { type = "text_link", offset = 0, length = 4, url = "https://example.com" },
                new { type = "text_link", offset = 5, length = 3, url = "javascript:alert(1)" },
            },
        });

        Assert.Equal("https://example.com/", Assert.Single(answer.Result.GetProperty("entities").EnumerateArray()).GetProperty("url").GetString());
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
