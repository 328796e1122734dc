using System.Net.Http.Headers;

namespace PhStudio.Messaging.Gateway.Tests;

public sealed class AccessTests
{
    public static TheoryData<string, string> Calls => new()
    {
        { "POST", "/bookings" }, { "GET", "/bookings/7" }, { "POST", "/bookings/7/confirm" }, { "POST", "/bookings/7/reject" }, { "POST", "/bookings/7/cancel" },
        { "POST", "/send" }, { "POST", "/send/batch" }, { "GET", "/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11" }, { "POST", "/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11/resolve" },
        { "GET", "/status" }, { "PUT", "/bot/webhook" }, { "DELETE", "/bot/webhook" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task No_key_and_a_wrong_key_are_401(string method, string path)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");

        foreach (var key in new[] { null, "", "wrong", GatewayApp.Key + "x" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method is "POST" or "PUT")
                request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            if (key is not null)
                request.Headers.TryAddWithoutValidation("X-Api-Key", key);
            Assert.Equal(401, (await gateway.SendAsync(request)).Status);
        }
    }

    [Fact]
    public async Task The_key_may_come_as_a_bearer_token()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");
        gateway.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GatewayApp.Key);

        Assert.Equal(404, (await gateway.GetAsync("/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11")).Status);
    }

    [Fact]
    public async Task The_front_page_needs_no_key_and_holds_none()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");

        var page = await gateway.Http.GetStringAsync("/");

        Assert.Contains("POST /bookings", page);
        Assert.DoesNotContain(GatewayApp.Key, page);
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");

        Assert.Equal(200, (await gateway.GetAsync("/health/live")).Status);
        var (status, body) = await gateway.GetAsync("/health/ready");
        Assert.Equal((200, "healthy"), (status, body.GetProperty("parts").GetProperty("broker").GetProperty("status").GetString()));
    }
}
