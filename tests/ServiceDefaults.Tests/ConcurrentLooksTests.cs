using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>Several processes look at one error queue.</summary>
public sealed class ConcurrentLooksTests
{
    private const int Messages = 60;
    private static readonly string Queue = Routes.BookingDecision + "_error";

    [Fact]
    public async Task Two_processes_that_look_at_one_queue_at_the_same_time_leave_each_message()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var address = RabbitMqAddress.Parse(broker.Url)!;
        await FillAsync(address);
        using var one = new ErrorQueues(address, Routes.DefaultLanePrefix, sharedByTheLanes: null);
        using var other = new ErrorQueues(address, Routes.DefaultLanePrefix, sharedByTheLanes: null);

        for (var round = 0; round < 5; round++)
        {
            var looks = await Task.WhenAll(
                one.ListAsync(Queue, Messages, FailedFilter.Any, TestContext.Current.CancellationToken),
                other.ListAsync(Queue, Messages, FailedFilter.Any, TestContext.Current.CancellationToken));
            Assert.All(looks, look => Assert.Equal(Messages, look!.Of.Count));
        }

        var left = await one.ListAsync(Queue, 10 * Messages, FailedFilter.Any, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, Messages).Select(Id).Order(StringComparer.Ordinal), left!.Of.Select(message => message.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_look_gives_up_where_another_process_does_not_end_its_own()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var address = RabbitMqAddress.Parse(broker.Url)!;
        await FillAsync(address);
        using var errors = new ErrorQueues(address, Routes.DefaultLanePrefix, sharedByTheLanes: null, mark: null, wait: TimeSpan.Zero);
        await using (var connection = await address.ConnectAsync("another process", TestContext.Current.CancellationToken))
        await using (await ScanLock.TakeAsync(connection, Queue, TimeSpan.Zero, TestContext.Current.CancellationToken))
        {
            await Assert.ThrowsAsync<ScanBusyException>(() => errors.ListAsync(Queue, Messages, FailedFilter.Any, TestContext.Current.CancellationToken));
            // Another queue is free.
            await using var second = await address.ConnectAsync("this process", TestContext.Current.CancellationToken);
            await (await ScanLock.TakeAsync(second, "another", TimeSpan.Zero, TestContext.Current.CancellationToken)).DisposeAsync();
        }

        Assert.Equal(Messages, (await errors.ListAsync(Queue, 10 * Messages, FailedFilter.Any, TestContext.Current.CancellationToken))!.Of.Count);
    }

    private static async Task FillAsync(RabbitMqAddress address)
    {
        await using var connection = await address.ConnectAsync("a test", TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, QueueProperties.Ours, cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < Messages; i++)
        {
            await channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { MessageId = Id(i) }, new byte[] { 1 }, TestContext.Current.CancellationToken);
        }
    }

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"failed-{i:D2}");
}
