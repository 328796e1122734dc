using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What a queue gives up because processes were stopped goes back to it; what ends its process each time is put aside after a bounded number of tries.</summary>
public sealed class DeadLetterTests
{
    private const int Limit = 2;
    private const string Orders = "PhStudio.Messaging.Contracts:BookingCreated";

    [Fact]
    public async Task A_message_that_is_returned_without_end_is_put_aside_in_the_end_shown_and_moved_back()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await broker.LimitDeliveriesAsync(Limit);
        await using var host = await TestHost.StartAsync(broker.Url);
        host.Errors.Expect("was moved to dead-letters: \"each time its process ended before it was done");
        await host.PublishAsync(Samples.Booking("in an envelope"));
        Assert.True(await broker.PublishAsync(Orders, """{"booking_id":"plain"}""", messageId: "b0a6c4f4-6d9c-4c53-9f7e-31f0a1f4e1aa"));
        using var errors = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), Routes.DefaultLanePrefix, sharedByTheLanes: null);

        var tries = 0;
        await Eventually.TrueAsync("both to be put aside", async () =>
        {
            tries += (await broker.MessagesAsync(Routes.BookingDecision)).Count;
            return (await broker.MessagesAsync(Topology.DeadLetters)).Count == 2;
        }, TimeSpan.FromSeconds(120));

        // Each time the limit is passed it is given back whole, nine times; looking is not counted by a queue without a limit of its own.
        Assert.InRange(tries, 2 * Limit * DeadLetter.MaxReturns, 2 * (Limit + 2) * (DeadLetter.MaxReturns + 1));
        var listed = await errors.ListAsync(Topology.DeadLetters, 10, FailedFilter.Any, TestContext.Current.CancellationToken);
        Assert.Equal([(Routes.BookingDecision, DeadLetter.MaxReturns), (Routes.BookingDecision, DeadLetter.MaxReturns)], listed!.Of.Select(message => (message.Queue!, message.Returns)));
        // Of the one with an envelope the type that it names, of the plain one its exchange.
        Assert.Equal([typeof(BookingCreated).FullName, Orders], listed!.Of.Select(message => message.Type).Order(StringComparer.Ordinal));

        var one = await errors.ReplayAsync(Topology.DeadLetters, 10, new FailedFilter(Ids: ["b0a6c4f4-6d9c-4c53-9f7e-31f0a1f4e1aa"]), TestContext.Current.CancellationToken);
        var rest = await errors.ReplayAsync(Topology.DeadLetters, 10, FailedFilter.Any, TestContext.Current.CancellationToken);

        Assert.Equal((1, 1L, 1, 0L), (one!.Moved, one.Left, rest!.Moved, rest.Left));
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);
        consumer.Errors.Expect("BookingCreated cannot be read: service is required");
        await Eventually.TrueAsync("the booking in the envelope", () => inbox.Messages.OfType<BookingCreated>().Any(booking => booking.BookingId == "in an envelope"));
        // The plain one lacks what a booking must have: read as what it was published as, it is refused for that.
        var refused = await Eventually.GetAsync("the plain one", () => broker.MessagesAsync(Routes.BookingDecision + "_error"), messages => messages.Count == 1);
        Assert.Contains("BookingCreated", refused[0].GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString());
    }

    /// <summary>More often than RabbitMQ 4 lets a message come back, from <c>dead-letters</c> to nowhere.</summary>
    [Theory]
    [InlineData(Routes.BookingDecision + "_error")]
    [InlineData(Topology.DeadLetters)]
    public async Task What_is_looked_at_again_and_again_stays(string queue)
    {
        await using var broker = await VirtualHost.CreateAsync();
        await broker.LimitDeliveriesAsync(Limit);
        await using var host = await TestHost.StartAsync(broker.Url);
        await using (var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { [Topology.QueueType] = "quorum" }, cancellationToken: TestContext.Current.CancellationToken);
        }

        await host.PublishAsync(Samples.Booking());
        await MoveAsync(broker, Routes.BookingDecision, queue);
        using var errors = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), Routes.DefaultLanePrefix, sharedByTheLanes: null);
        for (var look = 0; look < 25; look++)
        {
            Assert.Single((await errors.ListAsync(queue, 10, FailedFilter.Any, TestContext.Current.CancellationToken))!.Of);
        }
    }

    [Fact]
    public async Task A_look_that_breaks_off_leaves_each_message_once()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var host = await TestHost.StartAsync(broker.Url);
        var queue = Routes.BookingDecision + "_error";
        await using var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken);
        await using (var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken))
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { [Topology.QueueType] = "quorum" }, cancellationToken: TestContext.Current.CancellationToken);
            for (var i = 0; i < 5; i++)
            {
                await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { MessageId = $"{i}" }, new byte[] { 1 }, TestContext.Current.CancellationToken);
            }

            await Eventually.TrueAsync("five messages", async () => await channel.MessageCountAsync(queue, TestContext.Current.CancellationToken) == 5);
            var looked = 0;
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => new ErrorQueueScan(channel, queue).RunAsync(
                _ => ++looked < 5 ? ErrorQueueScan.Fate.Keep : throw new InvalidOperationException("It cannot be read."), () => true, TestContext.Current.CancellationToken));
            Assert.Equal("It cannot be read.", failure.Message);
        }

        var left = await Eventually.GetAsync("the message in hand to be back", () => broker.MessagesAsync(queue), messages => messages.Count >= 5);
        Assert.Equal(["0", "1", "2", "3", "4"], left.Select(message => message.GetProperty("properties").GetProperty("message_id").GetString()).Order(StringComparer.Ordinal));
    }

    /// <summary><c>RESTARTS</c> says how often; with more than twenty the limit is RabbitMQ 4's own.</summary>
    [Fact]
    public async Task Restarts_of_a_process_that_can_work_on_nothing_lose_nothing()
    {
        const int Waiting = 30;
        var restarts = TestKit.Count.Of("RESTARTS", 5);
        await using var broker = await VirtualHost.CreateAsync();
        await broker.LimitDeliveriesAsync(restarts > 20 ? 20 : Limit);
        await using (var publisher = await TestHost.StartAsync(broker.Url))
        {
            for (var i = 0; i < Waiting; i++)
            {
                await publisher.PublishAsync(Samples.Booking($"held {i}"));
            }
        }

        for (var restart = 0; restart < restarts; restart++)
        {
            var held = new Inbox();
            await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<HoldingConsumer, HoldingDefinition>(), services => services.AddSingleton(held)
                .Configure<MassTransitHostOptions>(options => options.ConsumerStopTimeout = TimeSpan.FromMilliseconds(100)));
            await Eventually.TrueAsync("all to be held", () => held.Messages.Count >= Waiting, TimeSpan.FromSeconds(60));
        }

        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);
        await Eventually.TrueAsync("every booking", () => inbox.Messages.OfType<BookingCreated>().Select(booking => booking.BookingId).Distinct(StringComparer.Ordinal).Count() == Waiting, TimeSpan.FromSeconds(60));
        Assert.Empty(await broker.MessagesAsync(Topology.DeadLetters));
    }

    private sealed class HoldingConsumer(Inbox held) : IConsumer<BookingCreated>
    {
        public Task Consume(ConsumeContext<BookingCreated> context)
        {
            held.Messages.Enqueue(context.Message);
            return Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }

    private sealed class HoldingDefinition : ConsumerDefinition<HoldingConsumer>
    {
        public HoldingDefinition() => EndpointName = Routes.BookingDecision;
    }

    [Fact]
    public void The_queue_that_gave_a_message_up_is_the_last_one_before_those_of_the_dead_letters()
    {
        var headers = new Dictionary<string, object?>
        {
            ["x-death"] = new List<object> { Death(Topology.DeadLetterReturns, "delivery_limit", Topology.DeadLetters), Death("send-normal", "delivery_limit", Orders), Death("send-high", "rejected", Orders) },
        };

        Assert.Equal(("send-normal", "delivery_limit", Orders), DeadLetter.Of(headers));

        static Dictionary<string, object?> Death(string queue, string reason, string exchange) => new() { ["queue"] = queue, ["reason"] = reason, ["exchange"] = exchange };
    }

    /// <summary>Puts what waits in one queue into another, as it is.</summary>
    private static async Task MoveAsync(VirtualHost broker, string from, string to)
    {
        await using var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var message = await Eventually.GetAsync("the message", () => channel.BasicGetAsync(from, autoAck: true, TestContext.Current.CancellationToken), got => got is not null);
        await channel.BasicPublishAsync("", to, mandatory: true, new BasicProperties(message!.BasicProperties), message.Body, TestContext.Current.CancellationToken);
    }
}
