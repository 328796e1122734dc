using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Where <c>PUT /bot/webhook</c> may point the bot.</summary>
public sealed class WebhookHostsTests
{
    [Theory]
    [InlineData(null, "https://studio.example/webhook", 200)]
    [InlineData(null, "https://STUDIO.example:8443/other", 200)]
    [InlineData(null, "https://evil.example/webhook", 422)]
    [InlineData(null, "https://studio.example.evil.example/webhook", 422)]
    [InlineData(null, "https://studio.example@evil.example/webhook", 422)]
    [InlineData(null, "https://studio.example\\@evil.example/webhook", 422)]
    [InlineData("new.example, 127.0.0.1", "https://new.example/webhook", 200)]
    [InlineData("new.example, 127.0.0.1", "http://127.0.0.1:9/webhook", 200)]
    [InlineData("new.example, 127.0.0.1", "http://new.example/webhook", 422)]
    [InlineData("new.example, 127.0.0.1", "https://studio.example/webhook", 422)]
    public async Task The_webhook_goes_to_allowed_hosts_only(string? hosts, string url, int expected)
    {
        (string, string)[] settings = [("TELEGRAM_WEBHOOK_URL", "https://studio.example/webhook"), .. hosts is null ? [] : new[] { ("WEBHOOK_HOSTS", hosts) }];
        await using var gateway = await GatewayApp.StartAsync(settings: settings);
        gateway.Others.Answer = question => question is SetBotWebhook ? new BotStatus { Connected = true, Updates = "webhook" } : null;

        var (status, body) = await PutAsync(gateway, url);

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200 ? 1 : 0, gateway.Others.Got.OfType<SetBotWebhook>().Count());
        if (expected == 422 && url.StartsWith("http://", StringComparison.Ordinal))
        {
            Assert.Contains("ALLOW_PLAIN_HTTP", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        else if (expected == 422 && !url.Contains('@', StringComparison.Ordinal))
        {
            Assert.Contains("WEBHOOK_HOSTS", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_either_setting_there_is_no_allowed_host()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(422, (await PutAsync(gateway, "https://studio.example/webhook")).Status);
    }

    [Fact]
    public async Task Telegram_hears_the_address_as_it_was_understood()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("WEBHOOK_HOSTS", "studio.example")]);
        gateway.Others.Answer = question => question is SetBotWebhook ? new BotStatus { Connected = true, Updates = "webhook" } : null;

        Assert.Equal(200, (await PutAsync(gateway, "https://Studio.example/web hook")).Status);

        Assert.Equal("https://studio.example/web%20hook", Assert.Single(gateway.Others.Got.OfType<SetBotWebhook>()).Url);
    }

    [Theory]
    [InlineData("https://old.example:8443/tg/webhook", "https://old.example:8443/tg/webhook")]
    [InlineData("", "polling")]
    [InlineData(null, null)] // A Sender of the last release.
    [InlineData("https://user:password@old.example/webhook?secret=hidden-word#hidden-word", "https://old.example/webhook")]
    [InlineData("https://old.example/bot123456:hidden-word-hidden-word-hidden-word/x", "https://old.example/***/x")]
    [InlineData("https://old.example/123456%3Ahidden-word-hidden-word-hidden-word", "https://old.example/***")]
    [InlineData("https://old.example/in/" + GatewayApp.Secret, "https://old.example/in/***")]
    public async Task The_audit_has_the_address_before_and_after_and_nothing_secret_of_either(string? before, string? noted)
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("WEBHOOK_HOSTS", "studio.example")]);
        gateway.Others.Answer = question => question switch
        {
            SetBotWebhook set => new BotStatus { Connected = true, Updates = "webhook", WebhookUrl = set.Url, WebhookBefore = before },
            DeleteBotWebhook => new BotStatus { Connected = true, Updates = "polling", WebhookBefore = "https://studio.example/webhook" },
            _ => null,
        };

        var (status, answer) = await PutAsync(gateway, "https://studio.example/webhook?hidden-word");
        using var deletion = new HttpRequestMessage(HttpMethod.Delete, "/bot/webhook");
        Assert.Equal((200, 200), (status, (await gateway.SendAsync(deletion)).Status));

        Assert.False(answer.TryGetProperty("webhook_before", out _));
        var records = (await gateway.GetAsync("/audit?target=webhook")).Body.GetProperty("records");
        Assert.Equal(
            [("https://studio.example/webhook", "polling"), (noted, "https://studio.example/webhook")],
            records.EnumerateArray().Select(record => (Text(record, "before"), Text(record, "after"))));
        Assert.DoesNotContain("hidden-word", records.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayApp.Secret, records.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Telegram_refused_is_noted_with_the_address_that_stays()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("WEBHOOK_HOSTS", "studio.example")]);
        gateway.Others.Answer = question => question is SetBotWebhook ? new BotStatus { Connected = true, Updates = "webhook", Error = "setWebhook: Bad Request", WebhookBefore = "https://old.example/webhook" } : null;

        Assert.Equal(502, (await PutAsync(gateway, "https://studio.example/webhook")).Status);

        var record = Assert.Single((await gateway.GetAsync("/audit?target=webhook")).Body.GetProperty("records").EnumerateArray());
        Assert.Equal(("https://old.example/webhook", "refused"), (Text(record, "before"), Text(record, "after")));
    }

    private static string? Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static async Task<(int Status, JsonElement Body)> PutAsync(GatewayApp gateway, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/bot/webhook") { Content = new StringContent(JsonSerializer.Serialize(new { url }), Encoding.UTF8, "application/json") };
        return await gateway.SendAsync(request);
    }
}
