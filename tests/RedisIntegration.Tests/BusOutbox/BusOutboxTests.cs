using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.BusOutbox;

public record Accepted(int Number);

public class BusOutboxTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Inbox<Accepted> _inbox = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Transport.InMemory, true)]
    [InlineData(Transport.InMemory, false)]
    [InlineData(Transport.RabbitMq, true)]
    public async Task What_is_published_and_sent_through_it_arrives_with_its_id(Transport transport, bool redis)
    {
        await using var bus = await Start(transport, redis);
        var messageId = NewId.NextGuid();

        await Publish(bus, 1, messageId);
        using var scope = bus.Services.CreateScope();
        var endpoint = await scope.ServiceProvider.GetRequiredService<IBusOutbox>().GetSendEndpoint(new Uri($"exchange:{_name}-accepted"));
        await endpoint.Send(new Accepted(2), Token);

        await Eventually.True("both messages", () => _inbox.Arrived.Count == 2);
        Assert.Equal(messageId, _inbox.Arrived.Single(arrived => arrived.Message.Number == 1).MessageId);
    }

    [Fact]
    public async Task What_was_accepted_while_the_broker_is_away_is_delivered_by_whoever_reaches_it()
    {
        await using (var cutOff = await Start(Transport.UnreachableRabbitMq))
        {
            for (var number = 0; number < 10; number++)
            {
                // The bus itself would wait for its broker for hours.
                await Publish(cutOff, number).WaitAsync(TimeSpan.FromSeconds(60), Token);
            }
        }

        await using var connected = await Start(Transport.RabbitMq);

        await Eventually.True("all ten", () => _inbox.Arrived.Select(arrived => arrived.Message.Number).Distinct().Count() == 10);
    }

    [Fact]
    public async Task A_full_backlog_is_refused_and_taken_again_when_it_is_gone()
    {
        await using (var cutOff = await Start(Transport.UnreachableRabbitMq, maxBacklog: 3))
        {
            for (var number = 0; number < 3; number++)
            {
                await Publish(cutOff, number);
            }

            var refused = await Assert.ThrowsAsync<BusOutboxFullException>(() => Publish(cutOff, 3));
            Assert.Equal(3, refused.Limit);
        }

        await using var connected = await Start(Transport.RabbitMq, maxBacklog: 3);
        await Eventually.True("the backlog", () => _inbox.Arrived.Count == 3);

        await Publish(connected, 4);

        await Eventually.True("the message after the backlog", () => _inbox.Arrived.Count == 4);
    }

    [Fact]
    public async Task The_backlog_is_measured_while_the_broker_is_away_and_the_deliveries_when_it_is_back()
    {
        using var measured = new Measurements("queue", $"{_name}-bus");
        await using (var cutOff = await Start(Transport.UnreachableRabbitMq))
        {
            for (var number = 0; number < 3; number++)
            {
                await Publish(cutOff, number);
            }

            await Eventually.True("the backlog in the gauge", () => measured.Gauge("redis.bus_outbox.waiting") == 3);
            Assert.Empty(measured.Of("redis.bus_outbox.sent"));
        }

        await using var connected = await Start(Transport.RabbitMq);

        await Eventually.True("three deliveries", () => measured.Of("redis.bus_outbox.sent").Count == 3);
        Assert.Equal(3, measured.Of("redis.bus_outbox.lag").Count);
        await Eventually.True("an empty backlog in the gauge", () => measured.Gauge("redis.bus_outbox.waiting") == 0);
    }

    private static async Task Publish(TestBus bus, int number, Guid? messageId = null)
    {
        using var scope = bus.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<IBusOutbox>()
            .Publish(new Accepted(number), context => context.MessageId = messageId ?? context.MessageId, Token);
    }

    private Task<TestBus> Start(Transport transport, bool redis = true, int maxBacklog = 1000) =>
        TestBus.Start(
            x =>
            {
                x.AddRedisOutbox(options =>
                {
                    options.KeyPrefix = _name;
                    options.Bus.MaxBacklog = maxBacklog;
                });
                x.AddConsumer<InboxConsumer<Accepted>>().Endpoint(e => e.Name = $"{_name}-accepted");
            },
            services => services.AddSingleton(_inbox), transport, redis);
}
