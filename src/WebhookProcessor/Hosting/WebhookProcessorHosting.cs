using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.WebhookProcessor.Access;
using PhStudio.Messaging.WebhookProcessor.Buttons;
using PhStudio.Messaging.WebhookProcessor.Bookings;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Lists;
using PhStudio.Messaging.WebhookProcessor.Presses;
using PhStudio.Messaging.WebhookProcessor.Sessions;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telemetry;
using PhStudio.Messaging.WebhookProcessor.Texts;
using PhStudio.Messaging.WebhookProcessor.Customers;
using PhStudio.Messaging.WebhookProcessor.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Reasons;
using PhStudio.Messaging.WebhookProcessor.Undo;
using PhStudio.Messaging.WebhookProcessor.Updates;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Hosting;

/// <summary>WebhookProcessor in two calls: its parts, and its consumers on the bus.</summary>
public static class WebhookProcessorHosting
{
    /// <summary>Registers everything that the consumers need.</summary>
    public static void AddWebhookProcessor(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        builder.Services.AddTexts(settings);
        builder.Services.AddStaff(settings);
        builder.Services.AddButtons(settings);
        builder.Services.AddDeadlines(settings);
        RejectReasons.Add(builder.Services, settings);
        builder.AddQueueDepths();

        builder.Services
            .AddSingleton<DecisionMetrics>()
            .AddSingleton<BookingLog>()
            .AddSingleton<RefusedPresses>()
            .AddSingleton<StaffMessages>()
            .AddSingleton<Keyboards>()
            .AddSingleton<PresserAnswers>()
            .AddSingleton<BookingSteps>()
            .AddSingleton<CopySteps>()
            .AddSingleton<ReasonSteps>()
            .AddSingleton<UndoSteps>()
            .AddSingleton<ClientSteps>()
            .AddSingleton<OneAtATime>()
            .AddSingleton<PressDispatch>()
            .AddSingleton<PressGate>()
            .AddSingleton<StrangerLimits>()
            .AddSingleton<TextHandler>()
            .AddSingleton<ReasonTexts>()
            .AddSingleton<UserLanguages>()
            .AddSingleton<BotName>()
            .AddCommands();

        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<ISeenUpdates, RedisSeenUpdates>().AddSingleton<IBookingLists, RedisBookingLists>().AddBookingIndexInRedis().AddSingleton<ISessions, RedisSessions>().AddSingleton<IChatMoves, RedisChatMoves>();
        }
        else
        {
            builder.Services.AddSingleton<ISeenUpdates, MemorySeenUpdates>().AddSingleton<MemoryBookingLists>().AddSingleton<IBookingLists>(s => s.GetRequiredService<MemoryBookingLists>()).AddSingleton<IBookingIndexSource>(s => s.GetRequiredService<MemoryBookingLists>()).AddSingleton<ISessions, MemorySessions>().AddSingleton<IChatMoves, MemoryChatMoves>();
        }
    }

    /// <summary>Registers the saga and every consumer by name. The saga is kept in Redis where the host has it, else in memory.</summary>
    public static void AddWebhookProcessorConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddRedisMessageScheduler(); // Both in memory where there is no Redis.
        bus.AddRedisOutbox(outbox =>
        {
            // A step of a saga that runs in vain does nothing: the commit refuses it.
            outbox.AskInboxFirst = false;
            // Both end as one write to the same Redis: no message need carry them there (docs/decisions/0065).
            outbox.SchedulesInCommit = true;
            outbox.WriteInCommit<BookingListed>(RedisBookingLists.PutLua, RedisBookingLists.Putting);
        });
        var saga = bus.AddSagaStateMachine<BookingDecisionStateMachine, BookingDecision, BookingDecisionDefinition>();
        if (bus.Any(s => s.ServiceType == typeof(IConnectionMultiplexer)))
            saga.RedisRepository(r => r.KeyPrefix = "booking");
        else
            saga.InMemoryRepository();

        bus.AddConsumer<PressConsumer, PressDefinition>();
        bus.AddConsumer<UpdateConsumer, UpdateDefinition>();
        bus.AddConsumer<PageTurns, PageTurnsDefinition>();
        bus.AddConsumer<BookingQueries, BookingQueriesDefinition>();
        bus.AddConsumer<BookingListQueries, BookingListQueriesDefinition>();
        bus.AddConsumer<BookingLinks, BookingLinksDefinition>();
        bus.AddConsumer<ChatMovesConsumer, ChatMovesDefinition>();
        bus.AddConsumer<ReasonPrompt, ReasonPromptDefinition>();
        bus.AddConsumer<ClientMessages, ClientMessagesDefinition>();
        bus.AddConsumer<BookingListsConsumer, BookingListsDefinition>();
    }
}
