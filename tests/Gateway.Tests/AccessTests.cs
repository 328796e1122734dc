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
            {
                request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            }
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Api-Key", key);
            }
            Assert.Equal(401, (await gateway.SendAsync(request)).Status);
        }
    }

    [Theory]
    [InlineData("POST", "/bookings", "application/json", "{ this is no JSON")]
    [InlineData("POST", "/bookings", "text/plain", "hello")]
    [InlineData("POST", "/send", "application/json", "[]")]
    [InlineData("POST", "/send?wait=abc", "application/json", "{}")]
    [InlineData("PATCH", "/bookings/7", "application/xml", "<a/>")]
    [InlineData("PUT", "/status", "application/json", "{}")]
    public async Task Without_a_key_it_is_401_whatever_is_sent(string method, string path, string type, string body)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, System.Text.Encoding.UTF8, type) };

        Assert.Equal(401, (await gateway.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Refused_calls_are_counted_and_repeated_ones_slowed_and_the_right_key_is_not()
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var stranger = new HttpClient { BaseAddress = gateway.Http.BaseAddress };
        stranger.DefaultRequestHeaders.Add("X-Api-Key", "a-key-that-is-wrong");
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await stranger.GetAsync($"/bookings/{i}", TestContext.Current.CancellationToken)).StatusCode);
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(403, (await gateway.PostAsync("/webhook", "{}", "a-wrong-secret")).Status);
        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(150), $"The seventh refusal took only {watch.Elapsed}.");

        Assert.Equal(404, (await gateway.GetAsync("/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11")).Status);
        var metrics = await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Matches("gateway_refused_total\\{[^}]*reason=\"wrong_key\"[^}]*route=\"/bookings/\\{id\\}\"[^\n]*\\} 6", metrics);
        Assert.Matches("gateway_refused_total\\{[^}]*reason=\"wrong_secret\"[^}]*route=\"/webhook\"[^\n]*\\} 1", metrics);
        Assert.DoesNotContain("a-key-that-is-wrong", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_without_the_role_and_a_page_of_somebody_elses_are_counted_too()
    {
        var (key, entry) = KeysTests.NewKey("reader", "--roles", "read");
        await using var gateway = await GatewayApp.StartAsync(settings: ("GATEWAY_API_KEYS", $"[{entry}]"));
        using var caller = new HttpClient { BaseAddress = gateway.Http.BaseAddress };
        caller.DefaultRequestHeaders.Add("X-Api-Key", key);
        await RefusedAsync("X-Request", "1");
        await RefusedAsync("Origin", "https://evil.example");
        await RefusedAsync("Host", "evil.example");

        var metrics = await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        // A page is refused before its route is looked for.
        Assert.All(["no_role", "foreign_page", "foreign_name"], reason => Assert.Matches($"gateway_refused_total\\{{[^}}]*reason=\"{reason}\"[^}}]*route=[^\n]*\\}} 1", metrics));

        async Task RefusedAsync(string header, string value)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/bot/webhook");
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/bookings/7")]
    [InlineData("/nowhere")]
    [InlineData("/metrics")]
    public async Task Every_answer_has_the_security_headers_and_names_no_server(string path)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");

        using var answer = await gateway.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(("nosniff", "no-referrer", "DENY"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Referrer-Policy").Single(), answer.Headers.GetValues("X-Frame-Options").Single()));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
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
