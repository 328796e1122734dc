using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Bench;

/// <summary>A host with a bus on RabbitMQ (quorum queues) or in memory and a Redis, as a user of the library sets it up.</summary>
public static class BenchHost
{
    public static async Task<IHost> StartAsync(Arguments arguments, Action<IBusRegistrationConfigurator> configure, Action<IServiceCollection>? services = null,
        bool inMemory = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging();
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddSingleton<IConnectionMultiplexer>(Connect(arguments.Redis));
        services?.Invoke(builder.Services);
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            configure(x);
            if (inMemory)
            {
                x.UsingInMemory((context, cfg) => cfg.ConfigureEndpoints(context));
            }
            else
            {
                UseRabbitMq(x, arguments.RabbitMq);
            }
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public static ConnectionMultiplexer Connect(string redis) => ConnectionMultiplexer.Connect($"{redis},abortConnect=false,syncTimeout=20000,allowAdmin=true");

    private static void UseRabbitMq(IBusRegistrationConfigurator x, Uri address)
    {
        x.AddConfigureEndpointsCallback((_, _, endpoint) => ((IRabbitMqReceiveEndpointConfigurator)endpoint).SetQuorumQueue());
        x.UsingRabbitMq((context, cfg) =>
        {
            var user = address.UserInfo.Split(':');
            cfg.Host(new Uri($"rabbitmq://{address.Host}:{address.Port}{address.AbsolutePath}"), host =>
            {
                host.Username(user[0]);
                host.Password(user[1]);
            });
            cfg.PrefetchCount = 100;
            cfg.ConfigureEndpoints(context);
        });
    }
}
