using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Digest;
using PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Bookings.Steps;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Staff.Outages;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;
using PhStudio.Messaging.WebhookProcessor.Updates;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor;

/// <summary>WebhookProcessor in two calls: its parts, and its consumers on the bus.</summary>
public static class WebhookProcessorModule
{
    /// <summary>Registers everything that the consumers need.</summary>
    public static void AddWebhookProcessor(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        builder.AddTexts();
        builder.Services.AddStaff(settings);
        builder.Services.AddButtons(settings);
        var retention = new RetentionOptions(TimeSpan.FromDays(settings.Whole("RETENTION_BOOKINGS_DAYS", 730, 1, 36500)));
        builder.Services.AddSingleton(retention);
        builder.Services.AddDeadlines(settings, retention);
        builder.Services.AddDigest(settings);
        RejectReasons.Add(builder.Services, settings);
        builder.Services.AddSingleton<BookingRetention>().AddHostedService(provider => provider.GetRequiredService<BookingRetention>());
        builder.AddQueueDepths();
        builder.AddChatOutages();
        builder.AddChatPins();
        builder.AddErasures();
        builder.AddWarmUp(WebhookProcessorWarmUp.Steps);

        builder.Services
            .AddSingleton<DecisionMetrics>()
            .AddSingleton<BookingLog>()
            .AddSingleton<RefusedCallbackQueries>()
            .AddSingleton<ReadValues>()
            .AddSingleton<StaffMessages>()
            .AddSingleton<Keyboards>()
            .AddSingleton<CallbackAnswers>()
            .AddSingleton<BookingSteps>()
            .AddSingleton<AskSteps>()
            .AddSingleton<MoveSteps>()
            .AddSingleton<WishSteps>()
            .AddSingleton<CopySteps>()
            .AddSingleton<UnreachedSteps>()
            .AddSingleton<ReasonSteps>()
            .AddSingleton<UndoSteps>()
            .AddSingleton<ReopenSteps>()
            .AddSingleton<CorrectionSteps>()
            .AddSingleton<CustomerSteps>()
            .AddSingleton<ErasureSteps>()
            .AddSingleton<BookingPartitioner>()
            .AddSingleton<InlineSagaDispatcher>()
            .AddSingleton<WaitingChats>()
            .AddSingleton<CallbackQueryFilter>()
            .AddSingleton<StrangerLimits>()
            .AddSingleton<TextHandler>()
            .AddSingleton<StaffStanding>()
            .AddSingleton<CustomerStanding>()
            .AddSingleton<ReasonTexts>()
            .AddSingleton<UserLanguages>()
            .AddSingleton<BotName>()
            .AddCommands();

        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<ISeenUpdates, RedisSeenUpdates>().AddSingleton<IBookingLists, RedisBookingLists>().AddBookingIndexInRedis().AddSingleton<ISessions, RedisSessions>().AddSingleton<IChatMoves, RedisChatMoves>().AddSingleton<IChatLanguages, RedisChatLanguages>().AddSingleton<IDigestDays, RedisDigestDays>();
        }
        else
        {
            builder.Services.AddSingleton<ISeenUpdates, InMemorySeenUpdates>().AddSingleton<InMemoryBookingLists>().AddSingleton<IBookingLists>(s => s.GetRequiredService<InMemoryBookingLists>()).AddSingleton<IBookingIndexSource>(s => s.GetRequiredService<InMemoryBookingLists>()).AddSingleton<ISessions, InMemorySessions>().AddSingleton<IChatMoves, InMemoryChatMoves>().AddSingleton<IChatLanguages, InMemoryChatLanguages>().AddSingleton<IDigestDays, InMemoryDigestDays>();
        }
    }

    /// <summary>Registers the saga and every consumer by name. The saga is kept in Redis where the host has it, else in memory.</summary>
    public static void AddWebhookProcessorConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddRedisMessageScheduler(); // Both in memory where there is no Redis.
        bus.AddRedisOutbox(outbox =>
        {
            // A saga step that lost has no effect: the commit refuses it.
            outbox.AskInboxFirst = false;
            // Both are one write to the same Redis, so no message is needed (docs/decisions/0065).
            outbox.SchedulesInCommit = true;
            outbox.WriteInCommit<BookingListed>(RedisBookingLists.PutLua, RedisBookingLists.Putting);
        });
        var saga = bus.AddSagaStateMachine<BookingDecisionStateMachine, BookingDecision, BookingDecisionDefinition>();
        if (bus.Any(s => s.ServiceType == typeof(IConnectionMultiplexer)))
        {
            saga.RedisRepository(r => r.KeyPrefix = "booking");
        }
        else
        {
            saga.InMemoryRepository();
            bus.AddInMemorySagaReader<BookingDecision>();
        }

        bus.AddConsumer<CallbackQueryConsumer, CallbackQueryConsumerDefinition>();
        bus.AddConsumer<UpdateConsumer, UpdateConsumerDefinition>();
        bus.AddConsumer<PageTurnConsumer, OutageRetryDefinition<PageTurnConsumer>>().On(Routes.PageTurns);
        bus.AddConsumer<BookingQueryConsumer>().On(Routes.BookingQueries);
        bus.AddConsumer<BookingListQueries>().On(Routes.BookingQueries);
        bus.AddConsumer<FindPersonConsumer>().On(Routes.BookingQueries);
        bus.AddConsumer<StaffChatListConsumer>().On(Routes.BookingQueries);
        bus.AddConsumer<ErasedSessions, ErasedSessionsDefinition>().On(Routes.BookingQueries);
        bus.AddConsumer<BookingLinkConsumer>().On(Routes.BookingQueries);
        bus.AddConsumer<ChatMoveConsumer, OutageRetryDefinition<ChatMoveConsumer>>().On(Routes.ChatMoves);
        bus.AddConsumer<StaffOutageConsumer, StaffOutageConsumerDefinition>();
        bus.AddConsumer<ReasonPromptConsumer, OutageRetryDefinition<ReasonPromptConsumer>>().On(Routes.ReasonPrompts);
        bus.AddConsumer<CustomerMessageConsumer, OutageRetryDefinition<CustomerMessageConsumer>>().On(Routes.ClientMessages);
        bus.AddConsumer<BookingListsConsumer, OutageRetryDefinition<BookingListsConsumer>>().On(Routes.BookingLists);
    }
}
