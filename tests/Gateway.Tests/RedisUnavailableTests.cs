using System.Net;
using System.Text.Json;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What stands in Redis is asked for while Redis is not there.</summary>
public sealed class RedisUnavailableTests
{
    [Theory]
    [InlineData("GET", "/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11", null)]
    [InlineData("GET", "/messages?state=unknown", null)]
    [InlineData("POST", "/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11/resolve", """{"resend":true}""")]
    public async Task The_caller_is_told_to_come_again(string method, string path, string? body)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: $"redis://127.0.0.1:{FreePort.Next()}");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("Redis is unavailable", problem.GetProperty("title").GetString());
    }
}
