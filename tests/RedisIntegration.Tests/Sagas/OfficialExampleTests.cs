using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

/// <summary>
/// The registrations of MassTransit's own Redis page, of its tests and of public code that uses the package, call by call: they compile and work with this
/// library in the place of the package. The package itself does not restore here; its members were read in its public source.
/// </summary>
public class OfficialExampleTests
{
    private static string Address => RealRedis.Address;

    public static TheoryData<string> Registrations => 
    [
        "configuration string", "options", "every setting", "pessimistic", "factory", "provider factory", "nothing said",
        "all sagas", "all sagas by a configuration string", "all sagas with settings",
    ];

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

        await Eventually.TrueAsync("the submitted order", async () => await provider.GetRequiredService<ILoadSagaRepository<OrderState>>().Load(id) is { CurrentState: "Submitted" });
        await bus.StopAsync(CancellationToken.None);
    }

    /// <summary>The settings of the package's version 8.4, by name and type: code that sets any of them compiles.</summary>
    [Theory]
    [InlineData(nameof(IRedisSagaRepositoryConfigurator.ConcurrencyMode), typeof(ConcurrencyMode))]
    [InlineData(nameof(IRedisSagaRepositoryConfigurator.KeyPrefix), typeof(string))]
    [InlineData(nameof(IRedisSagaRepositoryConfigurator.LockSuffix), typeof(string))]
    [InlineData(nameof(IRedisSagaRepositoryConfigurator.LockTimeout), typeof(TimeSpan))]
    [InlineData(nameof(IRedisSagaRepositoryConfigurator.Expiry), typeof(TimeSpan?))]
    [InlineData(nameof(IRedisSagaRepositoryConfigurator.RetryPolicy), typeof(IRetryPolicy))]
    public void A_setting_of_the_package_is_one_of_ours(string name, Type type) =>
        Assert.Equal(type, typeof(IRedisSagaRepositoryConfigurator).GetProperty(name)!.PropertyType);

    [Fact]
    public async Task Where_no_Redis_is_named_at_all_it_is_that_of_this_machine()
    {
        await using var provider = new ServiceCollection()
            .AddMassTransit(x =>
            {
                x.DisableUsageTelemetry();
                x.AddSagaStateMachine<OrderStateMachine, OrderState>().RedisRepository();
                x.UsingInMemory();
            })
            .BuildServiceProvider();

        var connection = provider.GetRequiredService<RedisSagaStore<OrderState>>().Database.Multiplexer;

        Assert.Equal("127.0.0.1:6379", Assert.Single(connection.GetEndPoints(configuredOnly: true)).ToString());
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
            case "every setting":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>().RedisRepository(r =>
                {
                    r.DatabaseConfiguration(Address);
                    r.ConcurrencyMode = ConcurrencyMode.Pessimistic;
                    r.KeyPrefix = "dev";
                    r.LockSuffix = "-lockage";
                    r.LockTimeout = TimeSpan.FromSeconds(90);
                    r.RetryPolicy = MassTransit.Retry.Interval(10, TimeSpan.FromMilliseconds(918));
                    r.Expiry = TimeSpan.FromDays(2);
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
                    .RedisRepository(r => r.ConnectionFactory(() => ConnectionMultiplexer.Connect(Address)));
                break;
            case "nothing said":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>().RedisRepository();
                break;
            case "provider factory":
                x.AddSagaStateMachine<OrderStateMachine, OrderState>()
                    .RedisRepository(r => r.ConnectionFactory(provider => provider.GetRequiredService<IConnectionMultiplexer>()));
                break;
            case "all sagas":
                x.SetRedisSagaRepositoryProvider(r => r.DatabaseConfiguration(Address));
                x.AddSagaStateMachines(typeof(OrderStateMachine));
                break;
            case "all sagas by a configuration string":
                x.SetRedisSagaRepositoryProvider(Address);
                x.AddSagaStateMachines(typeof(OrderStateMachine));
                break;
            case "all sagas with settings":
                x.SetRedisSagaRepositoryProvider(Address, r =>
                {
                    r.ConcurrencyMode = ConcurrencyMode.Pessimistic;
                    r.Expiry = TimeSpan.FromDays(2);
                    r.KeyPrefix = "saga";
                    r.LockSuffix = "-lockage";
                });
                x.AddSagaStateMachines(typeof(OrderStateMachine));
                break;
        }
    }
}
