using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

public sealed class RoutesTests
{
    private const string Bookings = "PhStudio.Messaging.Contracts:BookingCreated";
    private const string Sent = "PhStudio.Messaging.Contracts:MessageSent";

    [Fact]
    public async Task A_publisher_alone_on_a_fresh_broker_leaves_its_messages_in_the_queues_of_consumers_that_never_started()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using (var publisher = await TestHost.StartAsync(broker.Url))
        {
            await publisher.PublishAsync(Samples.Booking());
            await publisher.PublishAsync(Samples.Message(Priority.High));
            await publisher.PublishAsync(Samples.Message(Priority.Low));
        }

        Assert.Single(await broker.MessagesAsync(Routes.BookingDecision));
        Assert.Single(await broker.MessagesAsync(Routes.Lane(Priority.High)));
        Assert.Single(await broker.MessagesAsync(Routes.Lane(Priority.Low)));
        Assert.Empty(await broker.MessagesAsync(Routes.Lane(Priority.Normal)));
    }

    [Fact]
    public async Task What_waited_is_consumed_once_by_the_consumers_when_they_start()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using (var publisher = await TestHost.StartAsync(broker.Url))
        {
            await publisher.PublishAsync(Samples.Booking("first"));
            await publisher.PublishAsync(Samples.Message(Priority.High, "first"));
        }

        var inbox = new Inbox();
        await using var consumer = await StartConsumersAsync(broker.Url, inbox);
        // The second of each proves that no second copy of the first comes: a queue keeps its order.
        await consumer.PublishAsync(Samples.Booking("second"));
        await consumer.PublishAsync(Samples.Message(Priority.Low, "another lane"));
        await consumer.PublishAsync(Samples.Message(Priority.High, "second"));

        await Eventually.TrueAsync("two bookings and two messages", () => inbox.Messages.Count >= 4);
        Assert.Equal(["first", "second"], inbox.Messages.OfType<BookingCreated>().Select(booking => booking.BookingId));
        Assert.Equal(["first", "second"], inbox.Messages.OfType<SendMessage>().Select(message => message.Text));
    }

    [Fact]
    public async Task What_was_sent_goes_through_no_queue_of_the_Gateway_also_at_a_broker_that_an_earlier_version_declared()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using (var earlier = await TestHost.StartAsync(broker.Url))
        {
            // What is published is published after everything was declared.
            await earlier.PublishAsync(Samples.Message(Priority.Low));
            await broker.BindQueueAsync(Sent, Routes.MessageStates, Routes.OfNoBooking);
            await broker.BindQueueAsync(Sent, Routes.MessageStates, Routes.OfBooking);
        }

        await using var publisher = await TestHost.StartAsync(broker.Url);
        // Nobody is bound to the first: it is confirmed all the same.
        await publisher.PublishAsync(new MessageSent { MessageId = Guid.NewGuid(), ChatId = "1", TelegramMessageId = 1, SentAt = DateTimeOffset.UnixEpoch });
        await publisher.PublishAsync(new MessageSent { MessageId = Guid.NewGuid(), ChatId = "1", TelegramMessageId = 2, SentAt = DateTimeOffset.UnixEpoch, BookingId = "PH-1" });
        await publisher.SendAsync(Routes.MessageStates, new MessageSent { MessageId = Guid.NewGuid(), ChatId = "1", TelegramMessageId = 3, SentAt = DateTimeOffset.UnixEpoch });

        Assert.Contains("\"telegramMessageId\":3", Assert.Single(await broker.MessagesAsync(Routes.MessageStates)).GetProperty("payload").GetString());
        Assert.Contains("\"telegramMessageId\":2", Assert.Single(await broker.MessagesAsync(Routes.BookingDecision)).GetProperty("payload").GetString());
    }

    [Fact]
    public async Task A_message_sent_to_an_exchange_as_an_outbox_does_finds_its_queue_on_a_fresh_broker()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using (var publisher = await TestHost.StartAsync(broker.Url))
        {
            await publisher.SendAsync(Bookings, Samples.Booking());
        }

        Assert.Single(await broker.MessagesAsync(Routes.BookingDecision));
    }

    [Fact]
    public async Task A_broker_that_comes_back_empty_gets_its_queues_again()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var address = new Uri(broker.Url);
        await using var gate = new TcpGate(address.Host, address.Port);
        await using var publisher = await TestHost.StartAsync(broker.Url.Replace($":{address.Port}", $":{gate.Port}", StringComparison.Ordinal));
        await publisher.PublishAsync(Samples.Booking("lost with the broker"));
        publisher.Errors.MayLoseBroker();
        gate.Shut();
        await broker.DeleteQueueAsync(Routes.BookingDecision);
        gate.Open();

        // In the moment of the loss a send is refused, and its sender tries again.
        await Eventually.TrueAsync("the booking to be taken", async () =>
        {
            try
            {
                await publisher.SendAsync(Bookings, Samples.Booking("kept"));
                return true;
            }
            catch (Exception e) when (e is ObjectDisposedException or MassTransitException or OperationCanceledException)
            {
                return false;
            }
        });

        Assert.Contains("kept", Assert.Single(await broker.MessagesAsync(Routes.BookingDecision)).GetProperty("payload").GetString());
    }

    [Fact]
    public async Task Many_processes_start_at_once_on_a_fresh_broker()
    {
        await using var broker = await VirtualHost.CreateAsync();

        var inboxes = Enumerable.Range(0, 6).Select(_ => new Inbox()).ToList();
        var hosts = await Task.WhenAll(inboxes.Select(inbox => StartConsumersAsync(broker.Url, inbox)));

        await hosts[0].PublishAsync(Samples.Booking());
        await Eventually.TrueAsync("the booking", () => inboxes.Any(inbox => !inbox.Messages.IsEmpty));
        Assert.Contains(Routes.BookingDecision, await broker.QueuesAsync());
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        Assert.Single(inboxes.SelectMany(inbox => inbox.Messages));
    }

    [Fact]
    public async Task In_memory_a_lane_gets_its_own_priority_only()
    {
        var inbox = new Inbox();
        await using var consumer = await StartConsumersAsync(rabbitMq: null, inbox);

        await consumer.PublishAsync(Samples.Message(Priority.Critical, "another lane"));
        await consumer.PublishAsync(Samples.Message(Priority.High, "mine"));

        await Eventually.TrueAsync("the message of the lane", () => !inbox.Messages.IsEmpty);
        Assert.Equal("mine", Assert.IsType<SendMessage>(Assert.Single(inbox.Messages)).Text);
    }

    internal static Task<TestHost> StartConsumersAsync(string? rabbitMq, Inbox inbox, Action<IServiceCollection>? services = null) => TestHost.StartAsync(rabbitMq, bus =>
    {
        bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>();
        bus.AddConsumer<HighLaneConsumer, HighLaneDefinition>();
    }, added =>
    {
        added.AddSingleton(inbox);
        services?.Invoke(added);
    });
}
