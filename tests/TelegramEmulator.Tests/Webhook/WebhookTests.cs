using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Webhook;

public class WebhookTests
{
    [Fact]
    public async Task Updates_come_with_the_secret_verbatim_and_in_order()
    {
        await using var emulator = await StartAsync();
        await using var bot = await WebhookReceiver.StartAsync();
        await WriteAsync(emulator, "before the webhook");

        var set = await emulator.BotAsync("setWebhook", new { url = bot.Url, secret_token = "S-ecret_123" });
        await WriteAsync(emulator, "after it");
        await bot.ArrivedAsync(2);

        Assert.Equal("Webhook was set", set.Description);
        Assert.Equal(["before the webhook", "after it"], bot.Deliveries.Select(delivery => delivery.Text));
        Assert.All(bot.Deliveries, delivery => Assert.Equal("S-ecret_123", delivery.Secret));
        Assert.Equal(bot.Deliveries[0].UpdateId + 1, bot.Deliveries[1].UpdateId);
        await Eventually.TrueAsync("no pending updates", async () => await PendingAsync(emulator) == 0);
    }

    [Fact]
    public async Task One_person_is_served_in_turn_while_others_go_on()
    {
        await using var emulator = await StartAsync();
        await using var bot = await WebhookReceiver.StartAsync();
        var held = new TaskCompletionSource();
        bot.Answer = (delivery, _) => delivery.Data == "first" ? held.Task : Task.CompletedTask;
        await emulator.BotAsync("setWebhook", new { url = bot.Url });
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        await emulator.PressAsync(Staff, message, Anna, new { data = "first" });
        await bot.ArrivedAsync(1);
        await emulator.PressAsync(Staff, message, Anna, new { data = "second" });
        await emulator.PressAsync(Staff, message, Boris, new { data = "other" });
        await bot.ArrivedAsync(2);
        await Eventually.TrueAsync("the other press taken", async () => await PendingAsync(emulator) == 2);

        Assert.Equal(["first", "other"], Data(bot));
        held.SetResult();
        await bot.ArrivedAsync(3);
        Assert.Equal(["first", "other", "second"], Data(bot));
    }

    [Fact]
    public async Task The_body_of_the_answer_is_carried_out_as_a_call()
    {
        await using var emulator = await StartAsync();
        await using var bot = await WebhookReceiver.StartAsync();
        bot.Answer = (delivery, http) => http.Response.WriteAsJsonAsync(new { method = "answerCallbackQuery", callback_query_id = delivery.QueryId, text = "Done" });
        await emulator.BotAsync("setWebhook", new { url = bot.Url });
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        var popup = await emulator.PressAsync(Staff, message, Anna, new { button = 0 }, "?wait=120");

        Assert.Equal("Done", popup.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_call_in_the_answer_may_be_a_form()
    {
        await using var emulator = await StartAsync();
        await using var bot = await WebhookReceiver.StartAsync();
        bot.Answer = (delivery, http) =>
        {
            http.Response.ContentType = "application/x-www-form-urlencoded";
            return http.Response.WriteAsync($"method=answerCallbackQuery&callback_query_id={delivery.QueryId}&text=All+done");
        };
        await emulator.BotAsync("setWebhook", new { url = bot.Url });
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        var popup = await emulator.PressAsync(Staff, message, Anna, new { button = 0 }, "?wait=120");

        Assert.Equal("All done", popup.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_body_of_the_answer_may_not_take_the_webhook_away()
    {
        await using var emulator = await StartAsync();
        await using var bot = await WebhookReceiver.StartAsync();
        bot.Answer = (_, http) => http.Response.WriteAsJsonAsync(new { method = "deleteWebhook" });
        await emulator.BotAsync("setWebhook", new { url = bot.Url });

        await WriteAsync(emulator, "one");
        await WriteAsync(emulator, "two");
        await bot.ArrivedAsync(2);

        Assert.Equal(bot.Url, (await emulator.BotAsync("getWebhookInfo")).Result.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Only_wanted_kinds_come_and_left_out_means_as_before()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        await using var bot = await WebhookReceiver.StartAsync();
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        await emulator.BotAsync("setWebhook", new { url = bot.Url, allowed_updates = new[] { "callback_query" } });
        clock.Advance(TimeSpan.FromSeconds(2));
        await emulator.BotAsync("setWebhook", new { url = bot.Url, max_connections = 5 });

        await WriteAsync(emulator, "unwanted");
        await emulator.PressAsync(Staff, message, Anna, new { data = "wanted" });
        await bot.ArrivedAsync(1);

        Assert.Equal(["wanted"], Data(bot));
        var info = (await emulator.BotAsync("getWebhookInfo")).Result;
        Assert.Equal("callback_query", Assert.Single(info.GetProperty("allowed_updates").EnumerateArray()).GetString());
        Assert.Equal(5, info.GetProperty("max_connections").GetInt32());
    }

    [Fact]
    public async Task A_webhook_is_set_at_most_once_a_second()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);

        Assert.True((await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x" })).Ok);
        var second = await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x" });
        clock.Advance(TimeSpan.FromSeconds(1));
        var third = await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x" });

        Assert.Equal((429, 1, 1), (second.Status, second.RetryAfterHeader, second.Parameters.GetProperty("retry_after").GetInt32()));
        Assert.Equal("Webhook is already set", third.Description);
    }

    [Theory]
    [InlineData("http://example.com/x", null, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")]
    [InlineData("https://example.com:8444/x", null, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")]
    [InlineData("nonsense", null, "Bad Request: bad webhook: Failed to resolve host: Name or service not known")]
    [InlineData("ftp://example.com/x", null, "Bad Request: invalid webhook URL specified")]
    [InlineData("https://example.com:0x/", null, "Bad Request: invalid webhook URL specified")]
    [InlineData("https://example.com/x", "a b", "Bad Request: secret token contains unallowed characters")]
    public async Task A_hosted_server_takes_only_its_own_kind_of_webhook(string url, string? secret, string description)
    {
        await using var emulator = await StartAsync(localServer: false);

        Assert.Equal(description, (await emulator.BotAsync("setWebhook", new { url, secret_token = secret })).Description);
    }

    [Fact]
    public async Task A_certificate_is_told_of()
    {
        await using var emulator = await StartAsync();
        using var form = new MultipartFormDataContent { { new StringContent("http://127.0.0.1:9/x"), "url" }, { new ByteArrayContent([1]), "certificate", "cert.pem" } };

        using var set = await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/setWebhook", form, TestContext.Current.CancellationToken);

        Assert.True((await BotAnswer.ReadAsync(set)).Ok);
        Assert.True((await emulator.BotAsync("getWebhookInfo")).Result.GetProperty("has_custom_certificate").GetBoolean());
    }

    [Fact]
    public async Task A_refused_webhook_has_taken_the_old_one_away()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x", max_connections = "7 or so" });
        var before = (await emulator.BotAsync("getWebhookInfo")).Result;
        clock.Advance(TimeSpan.FromSeconds(1));

        var refused = await emulator.BotAsync("setWebhook", new { url = "ftp://127.0.0.1/x" });

        Assert.Equal((7, "127.0.0.1"), (before.GetProperty("max_connections").GetInt32(), before.GetProperty("ip_address").GetString()));
        Assert.Equal("Bad Request: invalid webhook URL specified", refused.Description);
        Assert.Equal("", (await emulator.BotAsync("getWebhookInfo")).Result.GetProperty("url").GetString());
    }

    private static IEnumerable<string?> Data(WebhookReceiver bot) => bot.Deliveries.Select(delivery => delivery.Data);

    private static Task WriteAsync(RunningEmulator emulator, string text) => emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text });

    private static async Task<int> PendingAsync(RunningEmulator emulator) => (await emulator.BotAsync("getWebhookInfo")).Result.GetProperty("pending_update_count").GetInt32();
}
