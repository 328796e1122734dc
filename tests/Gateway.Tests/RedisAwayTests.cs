using System.Text.Json;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What only Redis knows is answered 503 while it is away, with the time to ask again.</summary>
public sealed class RedisAwayTests
{
    [Fact]
    public async Task Questions_and_choices_are_answered_503_with_retry_after()
    {
        var address = new Uri(RealServers.NewRedis());
        await using var gate = new TcpGate(address.Host, address.Port);
        await using var gateway = await GatewayApp.StartAsync(redis: $"redis://127.0.0.1:{gate.Port}{address.AbsolutePath}");
        var id = Guid.NewGuid();
        gate.Shut();

        foreach (var (method, path) in new[] { (HttpMethod.Get, $"/messages/{id}"), (HttpMethod.Get, "/messages?state=unknown"), (HttpMethod.Post, $"/messages/{id}/resolve") })
        {
            using var request = new HttpRequestMessage(method, path);
            if (method == HttpMethod.Post)
            {
                request.Content = new StringContent("""{"resend":true}""", System.Text.Encoding.UTF8, "application/json");
            }

            using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal((path, 503, "1", "Redis is unavailable"), (path, (int)answer.StatusCode, answer.Headers.RetryAfter?.ToString(), problem.GetProperty("title").GetString()));
        }
    }
}
