using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.TestKit.Servers;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>How much of a queue is looked at.</summary>
public sealed class ErrorQueuesTests
{
    [Fact]
    public async Task A_queue_of_which_less_was_read_than_lies_there_is_not_saved()
    {
        const string Queue = Routes.BookingDecision + "_error";
        await using var broker = await VirtualHost.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { [Topology.QueueType] = "quorum" }, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var body in new[] { "1", "2", "3" })
        {
            await channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { MessageId = body }, Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync("three messages", async () => await channel.MessageCountAsync(Queue) == 3);
        var lines = new List<System.Text.Json.Nodes.JsonObject>();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => new QueueBackup(RabbitMqAddress.Parse(broker.Url)!, "send-", sharedErrorQueue: null, looked: 2, counts: 2).SaveAsync(WriteAsync, TestContext.Current.CancellationToken));
        Assert.Contains($"The queue {Queue} holds another number of messages than was read of it", refusal.Message, StringComparison.Ordinal);
        Assert.Single(lines); // The queue, and none of its messages.

        Assert.Equal(3, await new QueueBackup(RabbitMqAddress.Parse(broker.Url)!, "send-", sharedErrorQueue: null).SaveAsync(WriteAsync, TestContext.Current.CancellationToken));

        Task WriteAsync(System.Text.Json.Nodes.JsonObject line)
        {
            lines.Add(line);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_queue_to_which_somebody_goes_on_publishing_is_saved_with_what_was_there_before()
    {
        const string Queue = Routes.BookingDecision;
        var token = TestContext.Current.CancellationToken;
        await using var broker = await VirtualHost.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { [Topology.QueueType] = "quorum" }, cancellationToken: token);
        await PublishAsync("1");
        await PublishAsync("2");
        using var saved = new CancellationTokenSource();
        var publishing = Task.Run(
            async () =>
            {
                for (var number = 3; !saved.IsCancellationRequested; number++)
                {
                    await PublishAsync($"{number}");
                }
            },
            token);
        var lines = new List<string>();

        var count = await new QueueBackup(RabbitMqAddress.Parse(broker.Url)!, "send-", sharedErrorQueue: null).SaveAsync(
            line =>
            {
                lines.Add(line.ToJsonString());
                return Task.CompletedTask;
            },
            token);

        await saved.CancelAsync();
        await publishing;
        Assert.Equal(count + 1, lines.Distinct().Count()); // The queue, and each message once.
        Assert.All(new[] { "1", "2" }, body => Assert.Contains(lines, line => line.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(body)), StringComparison.Ordinal)));

        async Task PublishAsync(string id) => await channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { MessageId = id }, Encoding.UTF8.GetBytes(id), token);
    }

    [Fact]
    public async Task A_queue_is_listed_in_part_and_rewritten_to_its_end_where_also_what_is_called_by_its_id_is_found()
    {
        const string Queue = Routes.BookingDecision + "_error";
        await using var broker = await VirtualHost.CreateAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var body in new[] { "1", "2", "3", "Zinaida" })
        {
            await channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { MessageId = body }, Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync("four messages", async () => await channel.MessageCountAsync(Queue) == 4);
        using var queues = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), "send-", sharedByTheLanes: null, mark: null, looked: 3);

        var rewritten = await queues.Rewriting.OneAsync(Queue, (_, body) => body == "Zinaida" ? new MessageEraser.Result("erased", Mark: null) : null, TestContext.Current.CancellationToken);
        var listed = await queues.ListAsync(Queue, 10, FailedFilter.Any, TestContext.Current.CancellationToken);
        var reasons = await queues.ReasonsAsync(Queue, TestContext.Current.CancellationToken);
        var none = await queues.ReplayAsync(Queue, 10, new FailedFilter(Reason: "another"), TestContext.Current.CancellationToken);

        Assert.Equal((1, 3), (rewritten!.Moved, listed!.Of.Count));
        // Each look says how many it left out.
        Assert.Equal((0L, 1L, 1L), (rewritten.NotLookedAt, listed.NotLookedAt, reasons!.NotLookedAt));
        Assert.Equal((0, 4L, 1L), (none!.Moved, none.Left, none.NotLookedAt));

        // The first of a look stands behind the others now.
        var last = (await queues.ListAsync(Queue, 10, FailedFilter.Any, TestContext.Current.CancellationToken))!.Of[^1].Id;
        Assert.NotNull((await queues.FindAsync(Queue, last, TestContext.Current.CancellationToken)).Found);
        Assert.Equal(last, Assert.Single((await queues.ListAsync(Queue, 10, new FailedFilter(Ids: [last]), TestContext.Current.CancellationToken))!.Of).Id);
        Assert.Equal((1, 3L), await queues.DiscardAsync(Queue, 10, new FailedFilter(Ids: [last]), TestContext.Current.CancellationToken) is { } gone ? (gone.Moved, gone.Left) : default);
        Assert.Null((await queues.FindAsync(Queue, last, TestContext.Current.CancellationToken)).Found);

        // A user with rights of its own, who may not take the lock.
        await broker.PermitDeclarationsAsync("^(?!.*[.]scan$).*$");
        var refusal = await Assert.ThrowsAsync<ScanRefusedException>(() => queues.ListAsync(Queue, 10, FailedFilter.Any, TestContext.Current.CancellationToken));
        Assert.Contains($"may not declare queue {Queue}.scan: give it the right to configure", refusal.Message, StringComparison.Ordinal);
        Assert.Equal($"{Queue}.scan", await ErrorQueues.MayScanAsync(connection, Queue, TestContext.Current.CancellationToken));
    }
}
