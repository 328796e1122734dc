using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Outbox;

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
        await using var bus = await StartAsync(transport, redis);
        var messageId = NewId.NextGuid();

        await PublishAsync(bus, 1, messageId);
        using var scope = bus.Services.CreateScope();
        var endpoint = await scope.ServiceProvider.GetRequiredService<IBusOutbox>().GetSendEndpoint(new Uri($"exchange:{_name}-accepted"));
        await endpoint.Send(new Accepted(2), Token);

        await Eventually.TrueAsync("both messages", () => _inbox.Arrived.Count == 2);
        Assert.Equal(messageId, _inbox.Arrived.Single(arrived => arrived.Message.Number == 1).MessageId);
    }

    [Fact]
    public async Task What_was_accepted_while_the_broker_is_away_is_delivered_by_the_process_that_reaches_it()
    {
        await using (var cutOff = await StartAsync(Transport.UnreachableRabbitMq))
        {
            for (var number = 0; number < 10; number++)
            {
                // The bus itself would wait for its broker for hours.
                await PublishAsync(cutOff, number).WaitAsync(TimeSpan.FromSeconds(60), Token);
            }
        }

        await using var connected = await StartAsync(Transport.RabbitMq);

        await Eventually.TrueAsync("all ten", () => _inbox.Arrived.Select(arrived => arrived.Message.Number).Distinct().Count() == 10);
    }

    [Fact]
    public async Task A_full_backlog_is_refused_and_taken_again_when_it_is_gone()
    {
        await using (var cutOff = await StartAsync(Transport.UnreachableRabbitMq, maxBacklog: 3))
        {
            for (var number = 0; number < 3; number++)
            {
                await PublishAsync(cutOff, number);
            }

            var refused = await Assert.ThrowsAsync<BusOutboxFullException>(() => PublishAsync(cutOff, 3));
            Assert.Equal(3, refused.Limit);
        }

        await using var connected = await StartAsync(Transport.RabbitMq, maxBacklog: 3);
        await Eventually.TrueAsync("the backlog", () => _inbox.Arrived.Count == 3);

        // A message leaves the backlog when the broker has confirmed it, which is after it arrived.
        await Eventually.TrueAsync("room for one more", async () =>
        {
            try
            {
                await PublishAsync(connected, 4);
                return true;
            }
            catch (BusOutboxFullException)
            {
                return false;
            }
        });

        await Eventually.TrueAsync("the message after the backlog", () => _inbox.Arrived.Count == 4);
    }

    [Fact]
    public async Task The_backlog_is_measured_while_the_broker_is_away_and_the_deliveries_when_it_is_back()
    {
        using var measured = new Measurements("queue", $"{_name}-bus");
        await using (var cutOff = await StartAsync(Transport.UnreachableRabbitMq))
        {
            for (var number = 0; number < 3; number++)
            {
                await PublishAsync(cutOff, number);
            }

            await Eventually.TrueAsync("the backlog in the gauge", () => measured.Gauge("redis.bus_outbox.waiting") == 3);
            Assert.Empty(measured.Of("redis.bus_outbox.sent"));
        }

        await using var connected = await StartAsync(Transport.RabbitMq);

        await Eventually.TrueAsync("three deliveries", () => measured.Of("redis.bus_outbox.sent").Count == 3);
        Assert.Equal(3, measured.Of("redis.bus_outbox.lag").Count);
        await Eventually.TrueAsync("an empty backlog in the gauge", () => measured.Gauge("redis.bus_outbox.waiting") == 0);
    }

    private static async Task PublishAsync(TestBus bus, int number, Guid? messageId = null)
    {
        using var scope = bus.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<IBusOutbox>()
            .Publish(new Accepted(number), context => context.MessageId = messageId ?? context.MessageId, Token);
    }

    private Task<TestBus> StartAsync(Transport transport, bool redis = true, int maxBacklog = 1000) =>
        TestBus.StartAsync(
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
