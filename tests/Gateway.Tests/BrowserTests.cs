using System.Net;
using System.Text;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What a page of another site can make somebody's browser send.</summary>
public sealed class BrowserTests
{
    [Theory]
    [InlineData("GET", "/", "Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/webhook", "Host", "evil.example:5080", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/health/live", "Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/bookings", "Host", "127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/bookings", "Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/webhook", "Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("OPTIONS", "/bookings", "Origin", "http://localhost:1", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/bookings", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/status", "Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/", "Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("GET", "/", "Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("GET", "/", "Host", "localhost:1", HttpStatusCode.OK)]
    [InlineData("GET", "/", "Host", "[::1]:5080", HttpStatusCode.OK)]
    [InlineData("GET", "/", "Host", "gateway", HttpStatusCode.OK)]
    [InlineData("GET", "/", "Host", "studio.example", HttpStatusCode.OK)]
    [InlineData("GET", "/", "Host", "Gateway.Lan:5080", HttpStatusCode.OK)]
    public async Task A_page_of_somebody_else_gets_nothing(string method, string path, string header, string value, HttpStatusCode status)
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("ALLOWED_HOSTS", "gateway.lan"), ("TELEGRAM_WEBHOOK_URL", "https://studio.example/webhook")]);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task The_pages_own_calls_pass_behind_a_proxy_that_ends_tls()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("ALLOWED_HOSTS", "studio.example")]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/status");
        request.Headers.Host = "studio.example";
        request.Headers.Add("Origin", "https://studio.example");

        Assert.NotEqual(403, (await gateway.SendAsync(request)).Status);
    }

    [Fact]
    public async Task A_link_on_another_page_opens_the_front_page()
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");

        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
