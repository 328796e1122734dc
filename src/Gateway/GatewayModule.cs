using MassTransit;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Bookings;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.Gateway.Messages.Templates;
using PhStudio.Messaging.Gateway.Migration;
using PhStudio.Messaging.Gateway.Operations;
using PhStudio.Messaging.Gateway.Operations.Erasure;
using PhStudio.Messaging.Gateway.Reference;
using PhStudio.Messaging.Gateway.Webhook;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.Gateway;

/// <summary>The prefix of every path: <c>GATEWAY_PATH_BASE</c>.</summary>
internal sealed record PathPrefix(string? Value);

/// <summary>The HTTP side of the product. It never holds the bot token.</summary>
public static class GatewayModule
{
    /// <summary>Registers what the routes and consumers of the Gateway need.</summary>
    public static void AddGateway(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new PathPrefix(builder.Settings().Optional("GATEWAY_PATH_BASE", "a path such as /messaging", text => text is ['/', not '/', ..] && !text.EndsWith('/') && text.IndexOfAny(['?', '#', '%']) < 0 && Uri.IsWellFormedUriString(text, UriKind.Relative))));
        builder.AddProblems();
        builder.AddAccess();
        builder.AddAudit();
        builder.AddPublishing();
        builder.AddLegacyAnswers();
        builder.AddBookingJson();
        builder.AddMessageBoard();
        builder.AddWebhookIntake();
        builder.AddOutcomeCallbacks();
        builder.AddBot();
        builder.AddStatus();
        builder.AddQueues();
        builder.AddErasure();
        builder.AddTemplates();
        builder.AddLegacyQueue();
        builder.AddWebConsole();
        builder.AddReference();
        builder.AddWarmUp(GatewayWarmUp.Steps);
    }

    /// <summary>Registers the Gateway's consumers.</summary>
    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddRedisMessageScheduler();
        bus.AddRedisOutbox();
        bus.AddConsumer<MessageStateConsumer, MessageStateConsumerDefinition>();
        bus.AddConsumer<OutcomeCallbackConsumer, OutcomeCallbackConsumerDefinition>();
        bus.AddConsumer<MessageCallbackConsumer, MessageCallbackConsumerDefinition>();
    }

    /// <summary>Maps the Gateway's routes.</summary>
    public static void MapGateway(this WebApplication app)
    {
        app.UseHeadCalls();
        // A reverse proxy that keeps the prefix of its own address: without it the same paths go on working.
        if (app.Services.GetRequiredService<PathPrefix>().Value is { } prefix)
        {
            app.UsePathBase(prefix);
        }

        app.UseWebConsole();
        app.UseRouting();
        app.UseProblems();
        app.UseMiddleware<KeyFilter>();
        app.MapFrontPage();
        app.MapReference();
        app.MapWebhook();
        var calls = app.MapGroup("").AddEndpointFilter<RouteGroupBuilder, AuditedCalls>().AddEndpointFilter<RouteGroupBuilder, UnknownParameters>();
        calls.MapBookings();
        calls.MapBookingLists();
        calls.MapMessages();
        calls.MapStatus();
        calls.MapQueues();
        calls.MapUnsent();
        calls.MapChats();
        calls.MapPeople();
        calls.MapCallbacks();
        calls.MapTemplates();
        calls.MapBot();
        calls.MapAudit();
        calls.MapKeys();
    }
}
