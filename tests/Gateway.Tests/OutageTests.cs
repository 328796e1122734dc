using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>While the broker or Redis is unavailable, each call says so soon.</summary>
public sealed class OutageTests
{
    // Two seconds on an idle machine; what waited for its own end took five and more.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    private static readonly (string Method, string Path, string? Body)[] Changes =
    [
        ("POST", "/bookings/7/confirm", """{"by":"Anna"}"""), ("POST", "/bookings/7/reject", """{"by":"Anna"}"""), ("POST", "/bookings/7/cancel", """{"by":"Anna"}"""), ("POST", "/bookings/7/reopen", """{"by":"Anna"}"""),
        ("POST", "/bookings/7/refuse-undo", null), ("POST", "/bookings/7/link", null), ("PATCH", "/bookings/7", """{"client_name":"Anna"}"""),
    ];

    private static readonly string[] Questions = ["/bookings", "/bookings/7", "/bookings/7/link", "/bookings.csv", "/chats", "/chats/staff", "/queues", "/queues/send-normal_error/reasons", "/queues/send-normal_error/messages"];

    [Fact]
    public async Task With_the_broker_away_nothing_is_waited_for()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var address = new Uri(broker.Url);
        await using var gate = new TcpGate(address.Host, address.Port);
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url.Replace($":{address.Port}", $":{gate.Port}", StringComparison.Ordinal), redis: broker.Redis, alone: true);
        // The first call of all is slow by itself.
        Assert.Equal(422, (await gateway.PostAsync("/bookings/7/confirm", "{}")).Status);
        gateway.Errors.MayLoseBroker();
        gate.Shut();
        await Eventually.TrueAsync("the bus notices", () => gateway.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Unhealthy);

        foreach (var (method, path, body) in Changes.Concat(Questions.Select(path => ("GET", path, (string?)null))).Append(("DELETE", "/people?phone=89015556677", null)).Append(("DELETE", "/bot/webhook", null)))
        {
            await AssertAwayAsync(gateway, method, path, body);
        }

        var watch = Stopwatch.StartNew();
        var (status, state) = await gateway.GetAsync("/status");
        Assert.Equal((200, "error", "unhealthy"), (status, state.GetProperty("status").GetString(), state.GetProperty("parts").GetProperty("broker").GetString()));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public async Task A_message_is_not_lost_with_its_lane_which_somebody_deleted_while_no_Sender_runs()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis, alone: true);
        Assert.Equal(202, (await gateway.PostAsync("/send", """{"chat_id":1,"text":"before","priority":"normal"}""")).Status);
        await broker.DeleteQueueAsync(Routes.Lane(Priority.Normal));

        var (status, _) = await gateway.PostAsync("/send", """{"chat_id":1,"text":"after","priority":"normal"}""");

        Assert.Equal(202, status);
        var waiting = await Eventually.GetAsync("the message in its lane", () => broker.MessagesAsync(Routes.Lane(Priority.Normal)), messages => messages.Count > 0);
        Assert.Contains("after", Assert.Single(waiting).GetProperty("payload").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_Redis_away_the_answer_that_cannot_come_is_not_waited_for()
    {
        var address = new Uri(RealServers.NewRedis());
        await using var gate = new TcpGate(address.Host, address.Port);
        await using var gateway = await GatewayApp.StartAsync(redis: $"redis://127.0.0.1:{gate.Port}{address.AbsolutePath}");
        await gateway.GetAsync("/status");

        // It hangs, and nobody knows yet.
        gate.Freeze();
        var watch = Stopwatch.StartNew();
        var (status, state) = await gateway.GetAsync("/status");
        Assert.Equal((200, "unhealthy"), (status, state.GetProperty("parts").GetProperty("redis").GetString()));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        foreach (var path in (string[])["/messages", "/messages/counts", "/outcomes", "/audit", "/unsent"])
        {
            await AssertAwayAsync(gateway, "GET", path, null);
        }

        gate.Shut();
        await Eventually.TrueAsync("the client notices", () => !gateway.Services.GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>().IsConnected);
        foreach (var (method, path, body) in Changes)
        {
            await AssertAwayAsync(gateway, method, path, body);
        }
    }

    private static async Task AssertAwayAsync(GatewayApp gateway, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        var watch = Stopwatch.StartNew();
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{method} {path}: {(int)answer.StatusCode} after {watch.ElapsedMilliseconds} ms");
        Assert.Equal((method, path, 503), (method, path, (int)answer.StatusCode));
        Assert.True(watch.Elapsed < Soon, $"{method} {path} took {watch.Elapsed}");
    }
}
