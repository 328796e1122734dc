using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests.Migration;

/// <summary>The answers of the system before this one, to the letter.</summary>
public sealed class LegacyAnswersTests
{
    private const string Order = """{"chat_id":"1","text":"hello","parse_mode":"HTML","priority":"high"}""";
    private const string Update = """{"update_id":1,"message":{"text":"hello"}}""";
    private const string Press = """{"update_id":1,"callback_query":{"id":"q1","from":{"id":5,"first_name":"Anna"},"data":"x"}}""";

    [Theory]
    [InlineData("/send?legacy=true", null)]
    [InlineData("/send", "true")]
    public async Task Send_answers_200_with_Telegrams_number_of_the_message(string path, string? setting)
    {
        await using var gateway = await StartAsync(setting);
        gateway.Others.Answer = order => new MessageSent { MessageId = ((SendMessage)order).MessageId, ChatId = "1", TelegramMessageId = 42, SentAt = DateTimeOffset.UnixEpoch };

        Assert.Equal((200, """{"success":true,"message_id":42}"""), await CallAsync(gateway, HttpMethod.Post, path, Order));
    }

    [Fact]
    public async Task Send_says_what_failed_and_of_what_is_not_delivered_yet_the_number_is_0()
    {
        await using var gateway = await StartAsync("true");
        var late = await CallAsync(gateway, HttpMethod.Post, "/send?wait=0.1", Order);
        gateway.Others.Answer = order => new MessageFailed { MessageId = ((SendMessage)order).MessageId, ChatId = "1", Reason = FailureReason.Blocked, Detail = "bot was blocked by the user", FailedAt = DateTimeOffset.UnixEpoch };

        Assert.Equal((200, """{"success":true,"message_id":0}"""), late);
        Assert.Equal((200, """{"success":false,"error":"bot was blocked by the user"}"""), await CallAsync(gateway, HttpMethod.Post, "/send", Order));
    }

    [Theory]
    [InlineData(Update)]
    [InlineData(Press)]
    public async Task The_webhook_answers_that_it_is_ok_and_a_press_is_answered_by_a_call(string update)
    {
        await using var gateway = await StartAsync("true");

        Assert.Equal((200, """{"status":"ok"}"""), await CallAsync(gateway, HttpMethod.Post, "/webhook", update));

        await Eventually.TrueAsync("the update", () => !gateway.Others.Got.IsEmpty);
        Assert.Equal(update, Assert.Single(gateway.Others.Got) is TelegramPressReceived press ? press.Raw : ((TelegramUpdateReceived)gateway.Others.Got.First()).Raw);
    }

    [Fact]
    public async Task The_status_has_the_old_members_and_no_more()
    {
        await using var gateway = await StartAsync("true");
        gateway.Others.Answer = _ => new BotStatus { Connected = true, BotId = 7, BotUserName = "studio_bot", BotName = "Studio", Updates = "webhook", WebhookUrl = "https://studio.example/webhook" };
        var well = await CallAsync(gateway, HttpMethod.Get, "/status");
        gateway.Others.Answer = _ => new BotStatus { Connected = false, Error = "Unauthorized", Updates = "polling" };

        Assert.Equal((200, """{"status":"connected","bot_info":{"id":7,"username":"studio_bot","first_name":"Studio"},"webhook_configured":true}"""), well);
        Assert.Equal((200, """{"status":"error","webhook_configured":false,"error":"Unauthorized"}"""), await CallAsync(gateway, HttpMethod.Get, "/status"));
    }

    [Fact]
    public async Task One_call_can_ask_for_todays_answers()
    {
        await using var gateway = await StartAsync("true");

        Assert.Equal(202, (await CallAsync(gateway, HttpMethod.Post, "/send?legacy=false", Order)).Status);
        Assert.Contains("\"parts\":", (await CallAsync(gateway, HttpMethod.Get, "/status?legacy=false")).Body);
        Assert.Equal((200, ""), await CallAsync(gateway, HttpMethod.Post, "/webhook?legacy=false", Update));
    }

    private static Task<GatewayApp> StartAsync(string? setting) => GatewayApp.StartAsync(settings: setting is null ? [] : [("LEGACY_API", setting)]);

    private static async Task<(int Status, string Body)> CallAsync(GatewayApp gateway, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", GatewayApp.Secret);
        }

        using var response = await gateway.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
