using MassTransit.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Scheduling;

namespace MassTransit;

/// <summary>Registers the message scheduler.</summary>
public static class RedisMessageSchedulerRegistration
{
    /// <summary>
    /// Lets this bus schedule messages: <see cref="IMessageScheduler"/> in the container, <c>context.ScheduleSend</c> and <c>context.SchedulePublish</c>,
    /// saga timeouts and <c>UseScheduledRedelivery</c> on every endpoint that <c>ConfigureEndpoints</c> makes. Schedules are kept in Redis and sent at their
    /// time by any of the processes that call this; without a Redis, the in-memory transport's own delays serve. Calling it again adds to the options.
    /// </summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="configure">Changes the options.</param>
    public static void AddRedisMessageScheduler(this IBusRegistrationConfigurator configurator, Action<RedisSchedulerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);

        if (!RegisteredOptions.Add(configurator, configure, static o => o.Check(), out var options))
        {
            return;
        }

        configurator.TryAddSingleton(TimeProvider.System);
        if (UsesRedis(configurator, options))
        {
            AddRedis(configurator, options);
        }
        else
        {
            AddTransportDelays(configurator);
        }
    }

    /// <summary>
    /// Lets an endpoint schedule that is made by hand (<c>cfg.ReceiveEndpoint</c>) and not by <c>ConfigureEndpoints</c>, which does this by itself.
    /// </summary>
    /// <param name="configurator">The endpoint, or the whole bus.</param>
    /// <param name="context">The registration of the bus.</param>
    public static void UseRedisMessageScheduler(this IConsumePipeConfigurator configurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(context);

        if (context.GetService<RedisScheduler>() is null)
        {
            UseTransportDelays(configurator);
        }
        else
        {
            configurator.UseMessageScheduler(Address(context.GetRequiredService<RedisSchedulerOptions>()));
        }
    }

    private static bool UsesRedis(IServiceCollection services, RedisSchedulerOptions options) => options.Storage switch
    {
        SchedulerStorage.Redis => true,
        SchedulerStorage.InMemoryTransport => false,
        _ => RegisteredOptions.RedisIsAtHand(services, options.ConnectionFactory),
    };

    private static void AddRedis(IBusRegistrationConfigurator configurator, RedisSchedulerOptions options)
    {
        configurator.AddConsumer<RedisSchedulerConsumer, RedisSchedulerConsumerDefinition>();
        configurator.AddSingleton<RedisScheduler>();
        configurator.AddSingleton<IScheduledMessages>(provider =>
        {
            var scheduler = provider.GetRequiredService<RedisScheduler>();
            return new WaitingMessages(scheduler.Queue, scheduler.Wake, provider.GetRequiredService<TimeProvider>());
        });
        configurator.AddMessageScheduler(Address(options));
        configurator.AddConfigureEndpointsCallback((context, _, endpoint) => endpoint.UseRedisMessageScheduler(context));
        configurator.AddSingleton<IHostedService>(provider =>
        {
            var scheduler = provider.GetRequiredService<RedisScheduler>();
            return options.Dispatch
                ? DelayedMessageDispatcher.Create(provider, scheduler.Queue, scheduler.Wake, scheduler.Metrics, scheduler.Dispatch)
                : new NoDispatcher();
        });
    }

    private static void AddTransportDelays(IBusRegistrationConfigurator configurator)
    {
#pragma warning disable RS0030 // Banned for RabbitMQ, where it needs a plugin; the callback below lets no transport but the in-memory one through.
        configurator.AddDelayedMessageScheduler();
#pragma warning restore RS0030
        configurator.AddConfigureEndpointsCallback((context, _, endpoint) => endpoint.UseRedisMessageScheduler(context));
    }

    private static void UseTransportDelays(IConsumePipeConfigurator configurator)
    {
        if (configurator is not (IInMemoryReceiveEndpointConfigurator or IInMemoryBusFactoryConfigurator))
        {
            throw new ConfigurationException(
                "AddRedisMessageScheduler found no Redis, and only the in-memory transport can delay messages by itself: "
                + "register an IConnectionMultiplexer before the bus, or set RedisSchedulerOptions.ConnectionFactory.");
        }

        configurator.AddPrePipeSpecification(new DelayedMessageSchedulerSpecification());
    }

    // "exchange:" and not "queue:": a sender that addresses the queue would declare it as a classic one, and where it is a quorum queue the send never returns.
    private static Uri Address(RedisSchedulerOptions options) => new($"exchange:{options.QueueName}");
}
