using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

public sealed class RoutesTests
{
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

        await Eventually.True("two bookings and two messages", () => inbox.Messages.Count >= 4);
        Assert.Equal(["first", "second"], inbox.Messages.OfType<BookingCreated>().Select(booking => booking.BookingId));
        Assert.Equal(["first", "second"], inbox.Messages.OfType<SendMessage>().Select(message => message.Text));
    }

    [Fact]
    public async Task In_memory_a_lane_gets_its_own_priority_only()
    {
        var inbox = new Inbox();
        await using var consumer = await StartConsumersAsync(rabbitMq: null, inbox);

        await consumer.PublishAsync(Samples.Message(Priority.Critical, "another lane"));
        await consumer.PublishAsync(Samples.Message(Priority.High, "mine"));

        await Eventually.True("the message of the lane", () => !inbox.Messages.IsEmpty);
        Assert.Equal("mine", Assert.IsType<SendMessage>(Assert.Single(inbox.Messages)).Text);
    }

    internal static Task<TestHost> StartConsumersAsync(string? rabbitMq, Inbox inbox) => TestHost.StartAsync(rabbitMq, bus =>
    {
        bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>();
        bus.AddConsumer<HighLaneConsumer, HighLaneDefinition>();
    }, services => services.AddSingleton(inbox));
}
