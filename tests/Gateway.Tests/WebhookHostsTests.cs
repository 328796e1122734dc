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

    private static async Task<(int Status, JsonElement Body)> PutAsync(GatewayApp gateway, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/bot/webhook") { Content = new StringContent(JsonSerializer.Serialize(new { url }), Encoding.UTF8, "application/json") };
        return await gateway.SendAsync(request);
    }
}
