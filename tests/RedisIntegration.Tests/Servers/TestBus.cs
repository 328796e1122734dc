using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

public enum Transport
{
    InMemory,
    RabbitMq,

    /// <summary>A RabbitMQ at a port where nobody listens.</summary>
    UnreachableRabbitMq,
}

/// <summary>
/// A host as an application has it. On the in-memory transport it has a broker of its own: two of them on one Redis are, to the library, two processes.
/// On RabbitMQ they share the broker, by a prefix for queue names that each test has for itself.
/// </summary>
internal sealed class TestBus : IAsyncDisposable
{
    private readonly IHost _host;

    private TestBus(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IBus Bus => Services.GetRequiredService<IBus>();

    public IMessageScheduler Scheduler => Services.GetRequiredService<IMessageScheduler>();

    public static async Task<TestBus> StartAsync(Action<IBusRegistrationConfigurator> configure, Action<IServiceCollection>? services = null,
        Transport transport = Transport.InMemory, bool redis = true, Action<IBusFactoryConfigurator>? factory = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // MassTransit remembers the logger factory of the last bus for the whole process: one that is never disposed.
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = transport != Transport.UnreachableRabbitMq;
            options.StopTimeout = TimeSpan.FromSeconds(2);
        });
        if (redis)
        {
            builder.Services.AddSingleton<IConnectionMultiplexer>(RealRedis.Connection);
        }

        services?.Invoke(builder.Services);
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            configure(x);
            if (transport != Transport.InMemory)
            {
                RealRabbitMq.Use(x, factory, transport == Transport.UnreachableRabbitMq ? FreePort.Next() : null);
            }
            else
            {
                x.UsingInMemory((context, cfg) =>
                {
                    factory?.Invoke(cfg);
                    cfg.ConfigureEndpoints(context);
                });
            }
        });

        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TestBus(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
