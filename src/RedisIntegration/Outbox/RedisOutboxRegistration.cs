using MassTransit.Configuration;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.RedisIntegration.Outbox;
using PhStudio.Messaging.RedisIntegration.Scheduling;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>Registers the outboxes.</summary>
public static class RedisOutboxRegistration
{
    /// <summary>
    /// Makes <see cref="UseRedisOutbox"/> and <see cref="IBusOutbox"/> available. Without a Redis both work in memory. Calling it again adds to the options.
    /// </summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="configure">Changes the options.</param>
    public static void AddRedisOutbox(this IBusRegistrationConfigurator configurator, Action<RedisOutboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);

        if (!RegisteredOptions.Add(configurator, configure, static o => o.Check(), out var options))
        {
            return;
        }

        configurator.TryAddSingleton(TimeProvider.System);
        if (!UsesRedis(configurator, options))
        {
            configurator.AddScoped<IBusOutbox, DirectBusOutbox>();
            return;
        }

        configurator.AddSingleton(provider => CreateOutbox(provider, options));
        configurator.AddScoped<IOutboxContextFactory<RedisOutbox>, RedisOutboxContextFactory>();
        configurator.AddSingleton<BusOutboxStore>();
        configurator.AddScoped<IBusOutbox, RedisBusOutbox>();
        configurator.AddSingleton<IBusOutboxMessages>(provider =>
        {
            var store = provider.GetRequiredService<BusOutboxStore>();
            return new WaitingMessages(store.Queue, store.Wake, provider.GetRequiredService<TimeProvider>());
        });
        configurator.AddSingleton<IHostedService>(provider =>
        {
            var store = provider.GetRequiredService<BusOutboxStore>();
            return options.Bus.Deliver ? DelayedMessageDispatcher.Create(provider, store.Queue, store.Wake, store.Metrics, store.Dispatch) : new NoDispatcher();
        });
    }

    /// <summary>
    /// On this endpoint, what a consumer or saga sends, publishes, responds and schedules goes out after it ended well, in order, and at least once:
    /// it is committed to Redis in one step with the saga's state and the mark that the message was consumed, so that a crash at any moment neither loses
    /// anything nor applies a message twice. Stands after <c>UseScheduledRedelivery</c> and <c>UseMessageRetry</c>.
    /// Sagas take part whose repository is <c>RedisRepository</c> on the same database. Without a Redis this is MassTransit's in-memory outbox.
    /// </summary>
    /// <param name="configurator">The endpoint.</param>
    /// <param name="context">The registration of the bus.</param>
    /// <param name="configure">Changes how outgoing messages are delivered.</param>
    public static void UseRedisOutbox(this IReceiveEndpointConfigurator configurator, IRegistrationContext context,
        Action<IOutboxOptionsConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(context);

        var options = context.GetService<RedisOutboxOptions>()
            ?? throw new ConfigurationException("UseRedisOutbox needs AddRedisOutbox on the bus registration.");
        if (context.GetService<RedisOutbox>() is null)
        {
            configurator.UseInMemoryOutbox(context);
            return;
        }

        var observer = new OutboxConsumePipeSpecificationObserver<RedisOutbox>(configurator, context)
        {
            MessageDeliveryLimit = int.MaxValue,
            MessageDeliveryTimeout = options.MessageDeliveryTimeout,
        };
        configure?.Invoke(observer);
        configurator.ConnectConsumerConfigurationObserver(observer);
        configurator.ConnectSagaConfigurationObserver(observer);
    }

    private static RedisOutbox CreateOutbox(IServiceProvider provider, RedisOutboxOptions options)
    {
        var writes = new CommitWrites();
        foreach (var add in options.Writes)
        {
            add(writes);
        }

        var schedules = options.SchedulesInCommit ? CommittedSchedules.Create(provider) : null;
        schedules?.AddTo(writes);
        return new RedisOutbox(RedisConnections.Database(Connection, options.SelectDatabase), writes, options.KeyPrefix, options.DuplicateDetectionWindow, options.DeliveryLease, provider.GetRequiredService<TimeProvider>());

        IConnectionMultiplexer Connection()
        {
            var connection = options.Connection(provider);
            schedules?.Demand(options.SelectDatabase(connection));
            return connection;
        }
    }

    private static bool UsesRedis(IServiceCollection services, RedisOutboxOptions options) => options.Storage switch
    {
        OutboxStorage.Redis => true,
        OutboxStorage.InMemory => false,
        _ => RegisteredOptions.RedisIsAtHand(services, options.ConnectionFactory),
    };
}
