using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using static PhStudio.Messaging.Gateway.Tests.QueuesTests;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What an operator is told where the queues cannot be looked into, or where a call says too little.</summary>
public sealed class QueueRefusalsTests
{
    [Fact]
    public async Task An_empty_selection_is_refused_and_not_taken_for_all()
    {
        await using var gateway = await GatewayApp.StartAsync();
        (HttpMethod Method, string Path, string? Body)[] calls =
        [
            .. new[] { "id=", "id=1&id=", "reason=", "reason=%20", "reason_is=", "from=", "to=" }.Select(empty => (HttpMethod.Post, $"/queues/{Failed}/replay?{empty}", (string?)null)),
            (HttpMethod.Post, $"/queues/{Failed}/replay", """{"reason":" "}"""),
            (HttpMethod.Delete, $"/queues/{Failed}/messages?id=1&reason=", null),
            (HttpMethod.Delete, $"/queues/{Failed}/messages", """{"reason":""}"""),
            (HttpMethod.Post, "/unsent/replay?id=", null),
        ];

        foreach (var (method, path, body) in calls)
        {
            var (status, problem) = await SendAsync(gateway, method, path, body);
            Assert.True(status == 422, $"{method} {path} {body}: {problem}");
        }
    }

    [Theory]
    [InlineData("GET", "/queues")]
    [InlineData("GET", "/queues/send-normal_error/messages")]
    [InlineData("GET", "/queues/send-normal_error/reasons")]
    [InlineData("POST", "/queues/send-normal_error/replay")]
    [InlineData("DELETE", "/queues/send-normal_error/messages?id=1")]
    public async Task Without_a_broker_it_is_503(string method, string path)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, problem) = await SendAsync(gateway, new HttpMethod(method), path);

        Assert.Equal(503, status);
        // What such a call waits for at most where there is a broker; the rest of the two seconds is the way there and back.
        Assert.InRange(Deadlines.Question, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.8));
        Assert.StartsWith("There is no broker here: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_another_process_goes_on_looking_at_is_503_and_says_so()
    {
        await using var broker = await VirtualHost.CreateAsync();
        // In place of ten seconds.
        using var impatient = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), Routes.DefaultLanePrefix, sharedByTheLanes: null, mark: null, wait: TimeSpan.Zero);
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis, services: services => services.AddSingleton(impatient));
        await using var another = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("another process", TestContext.Current.CancellationToken);
        await using var looking = await ScanLock.TakeAsync(another, Failed, TimeSpan.Zero, TestContext.Current.CancellationToken);

        using var busy = await gateway.Http.GetAsync($"/queues/{Failed}/messages", TestContext.Current.CancellationToken);

        Assert.Equal((503, TimeSpan.FromSeconds(1)), ((int)busy.StatusCode, busy.Headers.RetryAfter?.Delta));
        Assert.Equal("Another call is looking", JsonElement.Parse(await busy.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_503_of_a_broker_that_is_away_says_when_to_ask_again_and_one_of_no_broker_does_not()
    {
        await using var none = await GatewayApp.StartAsync();
        using var never = await none.Http.GetAsync("/queues", TestContext.Current.CancellationToken);
        Assert.Equal((503, null), ((int)never.StatusCode, never.Headers.RetryAfter));

        var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        gateway.Errors.MayLoseBroker();
        await broker.DisposeAsync(); // It is gone from the broker, which answers nobody there any more.
        foreach (var path in new[] { "/queues", "/queues/send-normal_error/messages" })
        {
            using var away = await Eventually.GetAsync("the refusal", () => gateway.Http.GetAsync(path), answer => (int)answer.StatusCode == 503);
            Assert.Equal(TimeSpan.FromSeconds(1), away.Headers.RetryAfter?.Delta);
        }

        // What was moved before the connection broke is in the audit.
        Assert.Equal(503, (await SendAsync(gateway, HttpMethod.Post, $"/queues/{Failed}/replay")).Status);
        Assert.Equal(503, (await SendAsync(gateway, HttpMethod.Delete, $"/queues/{Failed}/messages?id=1")).Status);
        var records = (await gateway.GetAsync($"/audit?target={Failed}")).Body.GetProperty("records").EnumerateArray();
        Assert.Equal(["DELETE /queues/{queue}/messages: not answered", "POST /queues/{queue}/replay: not answered"], records.Select(record => $"{record.GetProperty("what")}: {record.GetProperty("after")}"));
    }
}
