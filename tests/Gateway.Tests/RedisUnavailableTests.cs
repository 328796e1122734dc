using System.Net;
using System.Text.Json;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What stands in Redis is asked for while Redis was never there; RedisAwayTests asks the others while it is unavailable.</summary>
public sealed class RedisUnavailableTests
{
    [Fact]
    public async Task The_caller_is_told_to_come_again()
    {
        await using var gateway = await GatewayApp.StartAsync(redis: $"redis://127.0.0.1:{FreePort.Next()}");

        using var answer = await gateway.Http.GetAsync("/messages?state=unknown", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("Redis is unavailable", problem.GetProperty("title").GetString());
    }
}
