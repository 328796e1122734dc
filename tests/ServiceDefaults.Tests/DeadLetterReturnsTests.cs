using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>Who puts the dead letters back or aside: again after its queue was deleted, and after a queue refused.</summary>
public sealed class DeadLetterReturnsTests
{
    [Fact]
    public async Task A_question_that_nobody_waits_for_any_more_is_forgotten_and_an_order_with_an_end_is_put_aside()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var host = await TestHost.StartAsync(broker.Url);
        host.Errors.Expect("was moved to dead-letters: \"the queue gave it up (expired)");
        await TakenAsync(broker);

        await ExpireAsync(broker, "question", """{"requestId":"7a9d0000-5d1c-0242-5f1e-08dc3f6f2b1a","responseAddress":"rabbitmq://localhost/answers","message":{}}""");
        await ExpireAsync(broker, "order", """{"message":{"booking_id":"7"}}""");
        await ExpireAsync(broker, "plain", "no JSON");

        var aside = await Eventually.GetAsync("both that are no question", () => broker.MessagesAsync(Topology.DeadLetters), messages => messages.Count >= 2);
        Assert.Equal(["order", "plain"], aside.Select(message => message.GetProperty("properties").GetProperty("message_id").GetString()));
        Assert.Empty(await broker.MessagesAsync(Topology.DeadLetterReturns));
        // Its queue gave it up for a reason and at a moment, which an operator sees and selects by.
        using var errors = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), Routes.DefaultLanePrefix, sharedByTheLanes: null);
        var now = TimeProvider.System.GetUtcNow();
        var listed = (await errors.ListAsync(Topology.DeadLetters, 10, new FailedFilter(From: now.AddHours(-1), To: now.AddHours(1)), TestContext.Current.CancellationToken))!.Of;
        Assert.Equal(2, listed.Count);
        Assert.All(listed, message => Assert.Equal((Routes.BookingDecision, "given up by its queue: it waited for longer than it may"), (message.Queue, message.Reason)));
        Assert.Equal(0, Assert.Single((await errors.ReasonsAsync(Topology.DeadLetters, TestContext.Current.CancellationToken))!.Of).Undated);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(6, 320)]
    [InlineData(7, 600)]
    [InlineData(1000, 600)]
    public void A_queue_that_refuses_is_left_alone_for_longer_each_time(int refusals, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DeadLetterReturns.PauseAfter(refusals));

    [Fact]
    public async Task Many_messages_of_one_queue_are_one_refusal_and_the_nearest_end_counts()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var clock = new FakeTimeProvider();
        await using var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken);
        await using var consumer = new DeadLetterConsumer(await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken), clock);

        Assert.Equal([true, false, true], ((string[])["send-low", "send-low", "booking-decision"]).Select(consumer.IsFirstRefusal));
        consumer.EndAfter(TimeSpan.FromMinutes(10));
        consumer.EndAfter(TimeSpan.FromSeconds(10));
        consumer.EndAfter(TimeSpan.FromMinutes(5));
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(consumer.HasEnded);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(consumer.HasEnded);
    }

    [Fact]
    public async Task Dead_letters_are_taken_again_after_their_queue_was_deleted()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var log = new LogRecorder();
        await using var host = await TestHost.StartAsync(broker.Url, services: services => services.AddLogging(logging => logging.AddProvider(log)), level: "Information");
        host.Errors.Expect("was moved to dead-letters: \"the queue gave it up (expired)");
        await TakenAsync(broker);

        await broker.DeleteQueueAsync(Topology.DeadLetterReturns);

        // What expires before the queue is there again has nowhere to go.
        await Eventually.TrueAsync("one to be put aside", async () =>
        {
            await ExpireAsync(broker, "order", "{}");
            return (await broker.MessagesAsync(Topology.DeadLetters)).Count > 0;
        });
        await using var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken);
        Assert.Equal(BrokerVersion.IsWithoutLimit(BrokerVersion.Of(connection)) ? 1 : 0, log.Lines.Count(line => line.Contains("gives no message up by itself", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dead_letter_that_the_broker_does_not_take_is_moved_once_it_does()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var log = new LogRecorder();
        await using var host = await TestHost.StartAsync(broker.Url, services: services => services.AddLogging(logging => logging.AddProvider(log)), level: "Warning");
        host.Errors.Expect("was moved to dead-letters: \"the queue gave it up (expired)");
        await TakenAsync(broker);
        await ExpireAsync(broker, "first", "{}");
        await Eventually.TrueAsync("the first to be put aside", async () => (await broker.MessagesAsync(Topology.DeadLetters)).Count == 1);
        await broker.RefuseBeyondAsync(Topology.DeadLetters, 1);
        // A quorum queue tells its publishers that it is full after a few more.
        var ended = 1;
        await Eventually.TrueAsync("the refusal", async () =>
        {
            await ExpireAsync(broker, $"{++ended}", "{}");
            return log.Lines.Any(line => line.Contains("could not be put back yet", StringComparison.Ordinal));
        });

        await broker.RefuseBeyondAsync(Topology.DeadLetters, null);

        var aside = await Eventually.GetAsync("all to be put aside", () => broker.MessagesAsync(Topology.DeadLetters), messages => messages.DistinctBy(Id).Count() >= ended, TimeSpan.FromSeconds(60));
        Assert.Equal(ended, aside.DistinctBy(Id).Count());

        static string? Id(System.Text.Json.JsonElement message) => message.GetProperty("properties").GetProperty("message_id").GetString();
    }

    private static Task TakenAsync(VirtualHost broker) => Eventually.TrueAsync("the consumer of the dead letters", async () => (await broker.QueuesWithConsumersAsync()).Contains(Topology.DeadLetterReturns));

    /// <summary>Publishes a message that ends at once, in a queue from which nobody consumes.</summary>
    private static async Task ExpireAsync(VirtualHost broker, string id, string body)
    {
        await using var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        await channel.BasicPublishAsync("", Routes.BookingDecision, mandatory: true, new BasicProperties { MessageId = id, Expiration = "1" }, System.Text.Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
    }
}
