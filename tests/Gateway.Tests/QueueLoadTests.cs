using System.Text.Json;
using PhStudio.Messaging.Contracts;
using static PhStudio.Messaging.Gateway.Tests.QueuesTests;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What is told of each queue besides its length.</summary>
public sealed class QueueLoadTests
{
    [Fact]
    public async Task Of_a_queue_it_is_told_what_is_in_hands_how_fast_it_goes_and_how_old_the_oldest_failure_is()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis, settings: [("RABBITMQ_MANAGEMENT_URL", RealServers.RabbitMqManagement.GetLeftPart(UriPartial.Scheme) + RealServers.RabbitMqManagement.Authority)]);
        gateway.Errors.Expect("ConfirmBooking: by is required");
        foreach (var id in new[] { Guid.NewGuid(), Guid.NewGuid() })
        {
            await FailAsync(gateway, id.ToString(), """{"bookingId":"7","by":""}""");
        }

        var oldest = await Eventually.GetAsync("the oldest of two failures", () => gateway.GetAsync("/queues?oldest=true"), answer => Queue(answer.Body).TryGetProperty("oldest_at", out _));
        var messages = (await gateway.GetAsync($"/queues/{Failed}/messages")).Body.GetProperty("messages").EnumerateArray();
        Assert.Equal(messages.Last().GetProperty("at").GetDateTimeOffset(), Queue(oldest.Body).GetProperty("oldest_at").GetDateTimeOffset());
        Assert.False(Queue((await gateway.GetAsync("/queues")).Body).TryGetProperty("oldest_at", out _));

        await using var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("a message to hold", async () => await channel.BasicGetAsync(Failed, autoAck: false, TestContext.Current.CancellationToken) is not null);
        var held = await Eventually.GetAsync("the one in hands", () => gateway.GetAsync("/queues"), answer => Queue(answer.Body) is { ValueKind: JsonValueKind.Object } queue && queue.TryGetProperty("unacknowledged", out var count) && count.GetInt64() == 1, TimeSpan.FromSeconds(60));
        Assert.True(Queue(held.Body).GetProperty("rate").GetDouble() >= 0);
        Assert.Equal(422, (await gateway.GetAsync("/queues?oldest=perhaps")).Status);
    }

    [Fact]
    public async Task Of_a_lane_it_is_told_when_the_oldest_message_in_the_hands_of_a_Sender_was_ordered()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        var since = new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);
        gateway.Others.Answer = _ => new BotStatus { Connected = true, Updates = "polling", Lanes = [new LaneWait { Priority = Priority.Low, Since = since }] };

        var answer = await Eventually.GetAsync("the lane's oldest", () => gateway.GetAsync("/queues?oldest=true"), answer => answer.Body.GetRawText().Contains("oldest_at", StringComparison.Ordinal));
        var asked = answer.Body.GetProperty("queues").EnumerateArray().ToDictionary(queue => queue.GetProperty("name").GetString()!);
        var unasked = (await Eventually.GetAsync("the queues", () => gateway.GetAsync("/queues"), answer => answer.Status == 200)).Body.GetProperty("queues").EnumerateArray().ToList();
        var status = (await Eventually.GetAsync("the status", () => gateway.GetAsync("/status"), answer => answer.Body.TryGetProperty("oldest_in_lanes", out _))).Body.GetProperty("oldest_in_lanes");

        Assert.Equal((since, since), (asked["send-low"].GetProperty("oldest_at").GetDateTimeOffset(), status.GetProperty("send-low").GetDateTimeOffset()));
        Assert.Single(status.EnumerateObject());
        Assert.All(asked.Where(queue => queue.Key != "send-low"), queue => Assert.False(queue.Value.TryGetProperty("oldest_at", out _)));
        Assert.All(unasked, queue => Assert.False(queue.TryGetProperty("oldest_at", out _)));
    }

    [Fact]
    public async Task What_was_put_aside_counts_as_failed()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        gateway.Others.Answer = _ => new BotStatus { Connected = true, Updates = "polling" };
        await Eventually.GetAsync("no failure", () => gateway.GetAsync("/status"), answer => answer.Status == 200 && !answer.Body.TryGetProperty("failed", out _));

        Assert.True(await broker.PublishAsync("", "{}", routingKey: "dead-letters"));

        var status = (await Eventually.GetAsync("the failure", () => gateway.GetAsync("/status"), answer => answer.Body.TryGetProperty("failed", out _))).Body;
        Assert.Equal((1, 1), (status.GetProperty("failed").GetInt32(), status.GetProperty("queues").GetProperty("dead-letters").GetInt32()));
        var listed = (await gateway.GetAsync("/queues")).Body.GetProperty("queues").EnumerateArray().Single(queue => queue.GetProperty("name").GetString() == "dead-letters");
        Assert.Equal(("failed", 1), (listed.GetProperty("kind").GetString(), listed.GetProperty("ready").GetInt32()));
    }

    [Fact]
    public async Task Without_the_management_API_nobody_says_what_is_in_hands()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var unset = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        await using var silent = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis, settings: [("RABBITMQ_MANAGEMENT_URL", $"http://127.0.0.1:{FreePort.Next()}")]);

        foreach (var gateway in new[] { unset, silent })
        {
            var (status, answer) = await gateway.GetAsync("/queues");
            Assert.Equal(200, status);
            Assert.All(answer.GetProperty("queues").EnumerateArray(), queue => Assert.False(queue.TryGetProperty("unacknowledged", out _)));
        }
    }
}
