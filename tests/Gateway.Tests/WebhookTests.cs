using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

public sealed class WebhookTests
{
    private const string Press = """{"update_id":1,"callback_query":{"id":"q1","from":{"id":5,"first_name":"Анна","language_code":"ru"},"data":"x"}}""";

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData(GatewayApp.Secret + "x")]
    public async Task Without_the_secret_nothing_is_taken(string? secret)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var refused = await gateway.PostAsync("/webhook", Press, secret);
        var taken = await gateway.PostAsync("/webhook", """{"update_id":2}""", GatewayApp.Secret);

        Assert.Equal((403, 200), (refused.Status, taken.Status));
        await Eventually.TrueAsync("the second update", () => !gateway.Others.Got.IsEmpty);
        Assert.Equal("""{"update_id":2}""", Assert.IsType<TelegramUpdateReceived>(Assert.Single(gateway.Others.Got)).Raw);
    }

    [Theory]
    [InlineData("""{"update_id":1,"message":{"text":"привет"}}""")]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"callback_query":5}""")]
    [InlineData("""{"callback_query":{"id":7}}""")]
    public async Task With_the_secret_every_update_is_stored_as_it_came_and_answered_200(string update)
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(200, (await gateway.PostAsync("/webhook", update, GatewayApp.Secret)).Status);

        await Eventually.TrueAsync("the update", () => !gateway.Others.Got.IsEmpty);
        Assert.Equal(update, Assert.IsType<TelegramUpdateReceived>(Assert.Single(gateway.Others.Got)).Raw);
    }

    [Fact]
    public async Task While_the_secret_is_changed_the_next_one_is_believed_too()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("TELEGRAM_WEBHOOK_SECRET_NEXT", "the_secret_after-1")]);

        Assert.Equal(200, (await gateway.PostAsync("/webhook", "{}", GatewayApp.Secret)).Status);
        Assert.Equal(200, (await gateway.PostAsync("/webhook", "{}", "the_secret_after-1")).Status);
        Assert.Equal(403, (await gateway.PostAsync("/webhook", "{}", "the_secret_after-2")).Status);
    }

    [Fact]
    public async Task A_press_is_answered_in_the_response_with_the_true_outcome()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new UpdateAnswered { CallbackQueryId = "q1", Text = "Подтверждено", ShowAlert = true };

        var (status, body) = await gateway.PostAsync("/webhook", Press, GatewayApp.Secret);

        Assert.Equal(200, status);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse("""{"method":"answerCallbackQuery","callback_query_id":"q1","text":"Подтверждено","show_alert":true}""").RootElement, body), body.GetRawText());
    }

    [Fact]
    public async Task A_press_whose_decision_takes_too_long_is_answered_with_accepted_in_the_users_language()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/webhook", Press, GatewayApp.Secret);

        Assert.Equal((200, "answerCallbackQuery"), (status, body.GetProperty("method").GetString()));
        Assert.StartsWith("⏳ Принято", body.GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_accepted_press_waits_in_the_broker_for_as_long_as_its_consumer_is_away()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using (var gateway = await GatewayApp.StartAsync(broker.Url, broker.Redis, alone: true))
        {
            await gateway.PostAsync("/webhook", Press, GatewayApp.Secret);
        }

        var waiting = Assert.Single(await broker.MessagesAsync(Routes.TelegramPresses));
        Assert.False(waiting.GetProperty("properties").TryGetProperty("expiration", out _), "the broker would drop it when its consumer is down");
    }
}
