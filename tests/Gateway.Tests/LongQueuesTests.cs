using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client;
using static PhStudio.Messaging.Gateway.Tests.QueuesTests;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Error queues that hold more than a look takes in.</summary>
public sealed class LongQueuesTests
{
    private const string Reason = "no such chat";

    [Fact]
    public async Task What_was_not_looked_at_is_counted_in_every_answer()
    {
        await using var broker = await VirtualHost.CreateAsync();
        // Three in place of 10,000.
        using var brief = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), Routes.DefaultLanePrefix, sharedByTheLanes: null, mark: null, looked: 3);
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis, services: services => services.AddSingleton(brief));
        await FillAsync(broker, 5);

        var messages = (await gateway.GetAsync($"/queues/{Failed}/messages")).Body;
        var reasons = (await gateway.GetAsync($"/queues/{Failed}/reasons")).Body;
        var replayed = (await gateway.PostAsync($"/queues/{Failed}/replay?reason=another", "")).Body;
        var discarded = (await SendAsync(gateway, HttpMethod.Delete, $"/queues/{Failed}/messages?reason={Uri.EscapeDataString(Reason)}")).Body;
        var rest = (await gateway.GetAsync($"/queues/{Failed}/reasons")).Body;

        Assert.Equal((3, 2), (messages.GetProperty("messages").GetArrayLength(), NotLookedAt(messages)));
        Assert.Equal((3, 2), (Assert.Single(reasons.GetProperty("reasons").EnumerateArray()).GetProperty("count").GetInt32(), NotLookedAt(reasons)));
        Assert.Equal((0, 5, 2), (replayed.GetProperty("moved").GetInt32(), replayed.GetProperty("left").GetInt32(), NotLookedAt(replayed)));
        Assert.Equal((3, 2, 2), (discarded.GetProperty("moved").GetInt32(), discarded.GetProperty("left").GetInt32(), NotLookedAt(discarded)));
        Assert.Equal((2, 0), (Assert.Single(rest.GetProperty("reasons").EnumerateArray()).GetProperty("count").GetInt32(), NotLookedAt(rest)));
        // What the audit says of it: an operator who comes later knows that it was not all.
        var records = (await gateway.GetAsync($"/audit?target={Failed}")).Body.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("after").GetString()).ToList();
        Assert.All(records, after => Assert.EndsWith(" (2 not looked at)", after, StringComparison.Ordinal));
        Assert.Equal(2, records.Count);
    }

    private static int NotLookedAt(System.Text.Json.JsonElement answer) => answer.GetProperty("not_looked_at").GetInt32();

    private static async Task FillAsync(VirtualHost broker, int messages)
    {
        await using var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync(Failed, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        for (var message = 0; message < messages; message++)
        {
            var properties = new BasicProperties { MessageId = Guid.NewGuid().ToString(), Headers = new Dictionary<string, object?> { ["MT-Fault-Message"] = Reason } };
            await channel.BasicPublishAsync("", Failed, mandatory: true, properties, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        }
    }
}
