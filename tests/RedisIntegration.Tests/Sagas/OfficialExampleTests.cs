using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

/// <summary>
/// The registrations of MassTransit's own Redis page, call by call: they compile and work with this library in the place of the package.
/// </summary>
public class OfficialExampleTests
{
    private static string Address => RealRedis.Address;

    public static TheoryData<string> Registrations => ["configuration string", "options", "per saga", "pessimistic", "factory", "provider factory", "all sagas"];

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task The_documented_registration_keeps_the_saga(string registration)
    {
        var id = NewId.NextGuid();
        await using var provider = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<IConnectionMultiplexer>(RealRedis.Connection)
            .AddMassTransit(x =>
            {
                x.DisableUsageTelemetry();
                Register(x, registration);
                x.UsingInMemory((context, cfg) => cfg.ConfigureEndpoints(context));
            })
            .BuildServiceProvider(validateScopes: true);
        var bus = provider.GetRequiredService<IBusControl>();
        await bus.StartAsync(TestContext.Current.CancellationToken);

        await bus.Publish(new SubmitOrder { OrderId = id, OrderDate = new DateTime(2026, 12, 24, 0, 0, 0, DateTimeKind.Utc) },
            TestContext.Current.CancellationToken);

        await Eventually.True("the submitted order", async () => await provider.GetRequiredService<ILoadSagaRepository<OrderState>>().Load(id) is { CurrentState: "Submitted" });
        await bus.StopAsync(CancellationToken.None);
    }

    private static void Register(IBusRegistrationConfigurator x, string registration)
    {
        switch (registration)
        {
            case "configuration string":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>().RedisRepository(Address);
                break;
            case "options":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>()
                    .RedisRepository(r => r.DatabaseConfiguration(ConfigurationOptions.Parse(Address)));
                break;
            case "per saga":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>().RedisRepository(r =>
                {
                    r.DatabaseConfiguration(Address);
                    r.ConcurrencyMode = ConcurrencyMode.Optimistic;
                    r.KeyPrefix = "dev";
                    r.LockSuffix = "-lockage";
                    r.LockTimeout = TimeSpan.FromSeconds(90);
                    r.SelectDatabase(multiplexer => multiplexer.GetDatabase(0));
                });
                break;
            case "pessimistic":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>().RedisRepository(r =>
                {
                    r.DatabaseConfiguration(Address);
                    r.ConcurrencyMode = ConcurrencyMode.Pessimistic;
                });
                break;
            case "factory":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>()
                    .RedisRepository(r => r.ConnectionFactory(() => RealRedis.Connection));
                break;
            case "provider factory":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>()
                    .RedisRepository(r => r.ConnectionFactory(provider => provider.GetRequiredService<IConnectionMultiplexer>()));
                break;
            case "all sagas":
                x.SetRedisSagaRepositoryProvider(Address, _ => { });
                x.AddSagaStateMachines(typeof(OrderStateMachine));
                break;
        }
    }
}
