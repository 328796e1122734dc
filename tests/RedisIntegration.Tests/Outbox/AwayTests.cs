using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Sagas;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Outbox;

public class AwayTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Guid _id = NewId.NextGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Transport.InMemory, false)]
    [InlineData(Transport.InMemory, true)]
    [InlineData(Transport.RabbitMq, true)]
    public async Task While_Redis_is_away_messages_wait_and_go_on_by_themselves(Transport transport, bool outbox)
    {
        await using var redis = await OwnRedis.StartNewAsync();
        await using var bus = await TestBus.StartAsync(
            x =>
            {
                x.AddRedisOutbox(options =>
                {
                    options.KeyPrefix = $"{_name}-outbox";
                    options.ConnectionFactory = _ => redis.Connection;
                });
                x.AddSagaStateMachine<TallyStateMachine, Tally>().Endpoint(e => e.Name = $"{_name}-tally")
                    .RedisRepository(r => r.ConnectionFactory(() => redis.Connection));
                x.AddConfigureEndpointsCallback((context, _, endpoint) =>
                {
                    endpoint.UseRedisRetry();
                    if (outbox)
                    {
                        endpoint.UseRedisOutbox(context);
                    }
                });
            },
            services => services.AddSingleton<IConnectionMultiplexer>(redis.Connection), transport, redis: false);
        await bus.Bus.Publish(new TallyOpened(_id, "before"), Token);
        await Eventually.TrueAsync("the saga", async () => await LoadAsync(bus) is not null);

        await redis.KillAsync();
        for (var i = 0; i < 20; i++)
        {
            await bus.Bus.Publish(new TallyAdded(_id, $"{i}"), Token);
        }

        await redis.StartAsync();

        await Eventually.TrueAsync("all that was sent meanwhile", async () => (await LoadAsync(bus))?.Added.Count == 20, TimeSpan.FromSeconds(120));
        Assert.Equal(20, (await LoadAsync(bus))!.Added.Distinct().Count());
    }

    private async Task<Tally?> LoadAsync(TestBus bus) => await bus.Services.GetRequiredService<ILoadSagaRepository<Tally>>().Load(_id);
}
