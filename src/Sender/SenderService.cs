using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.Sender.Administration;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.Breaker;
using PhStudio.Messaging.Sender.Callbacks;
using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Edits;
using PhStudio.Messaging.Sender.Gate;
using PhStudio.Messaging.Sender.Languages;
using PhStudio.Messaging.Sender.Lanes;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;
using PhStudio.Messaging.Sender.Outage;
using PhStudio.Messaging.Sender.Polling;
using PhStudio.Messaging.Sender.Startup;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.Sender;

/// <summary>Everything that goes out to Telegram, and the only part that holds the bot token.</summary>
public static class SenderService
{
    /// <summary>Registers the Sender's parts: shared by all Senders in Redis where there is one, in memory where there is not.</summary>
    public static void AddSender(this IHostApplicationBuilder builder)
    {
        var options = SenderSettings.Read(builder);
        var services = builder.Services;

        services.AddSingleton(options.Telegram);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Ledger);
        services.AddSingleton(options.Circuit);
        services.AddSingleton(options.Lanes);
        services.AddSingleton(options.Retries);
        services.AddSingleton(options.Sending);
        services.AddSingleton(options.Webhook);
        builder.AddTemplates();
        builder.AddRecipientLanguages();

        services.AddSingleton<IConfigureBus, ErrorQueue>();
        // What waits for its turn goes back to the queue when the process is told to stop; a request under way has no token and ends.
        services.Configure<MassTransitHostOptions>(host => host.ConsumerStopTimeout ??= TimeSpan.FromMilliseconds(100));
        services.AddTimeToStop(options.Telegram);

        services.AddSingleton<SenderMetrics>();
        services.TryAddSingleton(new AddressRace(TimeProvider.System));
        services.AddSingleton<TelegramConnection>();
        services.AddSingleton<TelegramClient>();
        services.AddSingleton<Standstill>();
        services.AddSingleton<BotIdentity>();
        services.AddSingleton<Breaker.Breaker>();
        services.AddSingleton<CircuitNews>();
        services.AddSingleton(provider => new Turnstile(provider.GetRequiredService<IClearance>(), provider.GetRequiredService<TimeProvider>(), options.Telegram.PoolSize, options.Telegram.UrgentReserve));
        services.AddSingleton<Wording>();
        services.AddSingleton<Facts>();
        services.AddSingleton<PostOffice>();
        services.AddSingleton<InHand>();
        services.AddSingleton<PartSending>();
        services.AddSingleton<Sending>();
        services.AddSingleton<UpdateSource>();
        services.AddSingleton<Status>();

        if (builder.UsesRedis())
        {
            services.AddSingleton(new RedisKeys(options.BotId));
            services.AddSharedByRedis();
            services.AddSingleton<ISentNotes, RedisSentNotes>();
            services.AddSingleton<ISoleRight, RedisSoleRight>();
            services.AddSingleton<IWebhookMemory, RedisWebhookMemory>();
        }
        else
        {
            services.AddSingleton<ILedger, InMemoryLedger>();
            services.AddSingleton<ILimiter, InMemoryLimiter>();
            services.AddSingleton<ICircuit, InMemoryCircuit>();
            services.AddSingleton<IChatMemory, InMemoryChatMemory>();
            services.AddSingleton<IClearance, StepByStep>();
            services.AddSingleton<ISentNotes, InMemorySentNotes>();
            services.AddSingleton<ISoleRight, InMemorySoleRight>();
            services.AddSingleton<IWebhookMemory, InMemoryWebhookMemory>();
        }

        services.AddHostedService<BotStartup>();
        services.AddHostedService<BreakerWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CircuitNews>());
        services.AddHostedService<UpdatePoller>();
        services.AddHealthChecks().AddCheck<TelegramHealth>("telegram", tags: ["ready"]);
    }

    /// <summary>Registers the Sender's consumers.</summary>
    public static void AddSenderConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddRedisMessageScheduler();

        bus.AddConsumer<SendMessageConsumer<CriticalLane>, LaneDefinition<CriticalLane>>();
        bus.AddConsumer<SendMessageConsumer<HighLane>, LaneDefinition<HighLane>>();
        bus.AddConsumer<SendMessageConsumer<NormalLane>, LaneDefinition<NormalLane>>();
        bus.AddConsumer<SendMessageConsumer<LowLane>, LaneDefinition<LowLane>>();
        bus.AddConsumer<EditMessageConsumer, EditMessageDefinition>();
        bus.AddConsumer<AnswerCallbackConsumer, AnswerCallbackDefinition>();
        bus.AddConsumer<ChatNews, ChatNewsDefinition>();
        bus.AddConsumer<LanguageNews, LanguageNewsDefinition>();
        bus.AddConsumer<GetBotStatusConsumer, AdministrationDefinition<GetBotStatusConsumer>>();
        bus.AddConsumer<SetBotWebhookConsumer, AdministrationDefinition<SetBotWebhookConsumer>>();
        bus.AddConsumer<DeleteBotWebhookConsumer, AdministrationDefinition<DeleteBotWebhookConsumer>>();
        bus.AddConsumer<SetBotCommandsConsumer, CommandMenuDefinition>();
        bus.AddConsumer<ResolveUnknownConsumer, AdministrationDefinition<ResolveUnknownConsumer>>();
    }
}
