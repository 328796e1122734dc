using System.Text.Json;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What only Redis knows is answered 503 while it is unavailable, with the time to ask again.</summary>
public sealed class RedisAwayTests
{
    [Fact]
    public async Task Questions_and_choices_are_answered_503_with_retry_after()
    {
        var address = new Uri(RealServers.NewRedis());
        await using var gate = new TcpGate(address.Host, address.Port);
        await using var gateway = await GatewayApp.StartAsync(redis: $"redis://127.0.0.1:{gate.Port}{address.AbsolutePath}", settings: [("BOOKING_CALLBACK_URL", "http://127.0.0.1:9/"), ("BOOKING_CALLBACK_SECRET", "n3Zq8vLr5TbWc1XyKd7HsGm2PjEa4Uf9")]);
        var id = Guid.NewGuid();
        gate.Shut();

        var calls = new (HttpMethod Method, string Path, string? Body)[]
        {
            (HttpMethod.Get, $"/messages/{id}", null), (HttpMethod.Get, "/messages?state=unknown", null), (HttpMethod.Post, $"/messages/{id}/resolve", """{"resend":true}"""), (HttpMethod.Delete, $"/messages/{id}", null),
            (HttpMethod.Post, $"/outcomes/{id}/redeliver", null), (HttpMethod.Delete, "/people?phone=89015556677", null), (HttpMethod.Post, "/unsent/replay", null),
        };
        foreach (var (method, path, body) in calls)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
            {
                request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            }

            using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal((path, 503, "1", "Redis is unavailable"), (path, (int)answer.StatusCode, answer.Headers.RetryAfter?.ToString(), problem.GetProperty("title").GetString()));
        }

        var entry = $$"""{"chat_id":1,"photos":["upload:{{new string('a', 64)}}"]}""";
        var (_, batch) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{{entry}},{{entry}}]}""");
        Assert.All(batch.GetProperty("results").EnumerateArray(), result => Assert.StartsWith("not accepted: Redis is unavailable", result.GetProperty("error").GetString(), StringComparison.Ordinal));
    }
}
