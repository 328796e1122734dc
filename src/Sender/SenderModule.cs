using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Uploads;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.Sender;

/// <summary>Everything that goes out to Telegram, and the only part that holds the bot token.</summary>
public static class SenderModule
{
    /// <summary>Registers the Sender's parts: shared by all Senders in Redis where there is one, in memory where there is not.</summary>
    public static void AddSender(this IHostApplicationBuilder builder)
    {
        var options = SenderSettings.Read(builder);
        var services = builder.Services;
        services.AddOptions(options);
        builder.AddTemplates();
        builder.AddRecipientLanguages();
        builder.AddErasures();
        builder.AddUploads();
        services.AddTelegram(options);
        services.AddDelivery(options);
        services.AddSingleton(new SentNotesOptions(MessageNotes.ExpiryOf(builder.Settings())));
        if (builder.UsesRedis())
        {
            services.AddSingleton(new RedisKeys(options.BotId));
            services.AddRedisFailover();
        }
        else
        {
            services.AddInMemory();
        }

        services.AddBackground(options);
        builder.AddCertificateWatch();
        builder.AddWarmUp(SenderWarmUp.Steps);
        services.AddHealthChecks().AddCheck<TelegramHealth>("telegram", tags: ["ready"]);
    }

    private static void AddOptions(this IServiceCollection services, SenderSettings options)
    {
        services.AddSingleton(options.Telegram);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Ledger);
        services.AddSingleton(options.Circuit);
        services.AddSingleton(options.Lanes);
        services.AddSingleton(options.Retries);
        services.AddSingleton(options.Sending);
        services.AddSingleton(options.Webhook);
    }

    private static void AddTelegram(this IServiceCollection services, SenderSettings options)
    {
        services.TryAddSingleton(new AddressRace(TimeProvider.System));
        services.AddSingleton<TelegramConnection>();
        if (options.IsShadow)
        {
            services.AddSingleton<ShadowedCalls>();
        }

        services.AddSingleton<TelegramClient>();
        services.AddSingleton<DeliveryPause>();
        services.AddSingleton<BotIdentity>();
        services.AddSingleton<TelegramCircuitBreaker>();
        services.AddSingleton<CircuitPublisher>();
        services.AddSingleton<EphemeralSupport>();
        services.AddSingleton<UpdateSource>();
        services.AddSingleton<SenderStatus>();
    }

    private static void AddDelivery(this IServiceCollection services, SenderSettings options)
    {
        services.AddSingleton<IConfigureBus, ErrorQueue>();
        // At a stop waiting messages go back to the queue; a request under way is not cancelled.
        services.Configure<MassTransitHostOptions>(host => host.ConsumerStopTimeout ??= TimeSpan.FromMilliseconds(100));
        services.AddTimeToStop(options.Telegram);
        services.AddSingleton(_ => new SenderMetrics(options.Limits.BotRate));
        var pool = PoolShare.SizeOf(options.Telegram, options.Limits, senders: 1);
        services.AddSingleton(provider => new RequestScheduler(provider.GetRequiredService<IAdmissionControl>(), provider.GetRequiredService<TimeProvider>(), pool, TelegramOptions.ReserveOf(pool)));
        services.AddSingleton<MessageRenderer>();
        services.AddDeliveryPipeline();
        services.AddSingleton<InFlightMessages>();
        services.AddSingleton<RepeatedRefusals>();
        services.AddSingleton<PhotoSources>();
    }

    private static void AddInMemory(this IServiceCollection services)
    {
        services.AddSingleton<ILedger, InMemoryLedger>();
        services.AddSingleton<InMemoryLimiter>();
        services.AddSingleton<ILimiter>(provider => provider.GetRequiredService<InMemoryLimiter>());
        services.AddSingleton<ISenderRegistry, InMemorySenderRegistry>();
        services.AddSingleton<ICircuit, InMemoryCircuit>();
        services.AddSingleton<IChatStore, InMemoryChatStore>();
        services.AddSingleton<IAdmissionControl, SequentialAdmission>();
        services.AddSingleton<ISentNotes, InMemorySentNotes>();
        services.AddSingleton<IPhotoFiles, InMemoryPhotoFiles>();
        services.AddSingleton<ILease, InMemoryLease>();
        services.AddSingleton<IWebhookStore, InMemoryWebhookStore>();
        services.AddSingleton<IShadowLog, InMemoryShadowLog>();
    }

    private static void AddBackground(this IServiceCollection services, SenderSettings options)
    {
        services.AddSingleton<SenderHeartbeat>();
        services.AddHostedService<BotStartup>();
        services.AddHostedService<CircuitBreakerWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CircuitPublisher>());
        if (!options.IsShadow)
        {
            services.AddHostedService<UpdatePoller>();
        }

        services.AddSingleton<TelegramHealth>();
    }

    /// <summary>Registers the Sender's consumers.</summary>
    public static void AddSenderConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddRedisMessageScheduler();

        Lanes.AddTo(bus);
        bus.AddConsumer<EditMessageConsumer, EditMessageDefinition>();
        bus.AddConsumer<AnswerCallbackConsumer, AnswerCallbackDefinition>();
        bus.AddConsumer<EphemeralConsumer, EphemeralDefinition>();
        bus.AddConsumer<ChatStatusConsumer, RedisOutageRetryDefinition<ChatStatusConsumer>>().On(Routes.SenderChatNews);
        bus.AddConsumer<ChatPressConsumer, RedisOutageRetryDefinition<ChatPressConsumer>>().On(Routes.SenderPressNews);
        bus.AddConsumer<LanguageConsumer, RedisOutageRetryDefinition<LanguageConsumer>>().On(Routes.SenderLanguages);
        bus.AddConsumer<ListChatsConsumer, AdministrationDefinition<ListChatsConsumer>>();
        bus.AddConsumer<GetChatRightsConsumer, AdministrationDefinition<GetChatRightsConsumer>>();
        bus.AddConsumer<RecheckChatConsumer, AdministrationDefinition<RecheckChatConsumer>>();
        bus.AddConsumer<GetBotStatusConsumer, AdministrationDefinition<GetBotStatusConsumer>>();
        bus.AddConsumer<SetBotWebhookConsumer, AdministrationDefinition<SetBotWebhookConsumer>>();
        bus.AddConsumer<DeleteBotWebhookConsumer, AdministrationDefinition<DeleteBotWebhookConsumer>>();
        bus.AddConsumer<SetBotCommandsConsumer, CommandMenuDefinition>();
        bus.AddConsumer<EraseTracesConsumer, AdministrationDefinition<EraseTracesConsumer>>();
        bus.AddConsumer<DeleteMessageConsumer, AdministrationDefinition<DeleteMessageConsumer>>();
        bus.AddConsumer<ResolveUnknownConsumer, AdministrationDefinition<ResolveUnknownConsumer>>();
    }
}
