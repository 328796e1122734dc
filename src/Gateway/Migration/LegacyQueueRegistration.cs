using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Migration;

internal static class LegacyQueueRegistration
{
    private const string Format = "the name of a list in Redis, 1-200 characters without braces, such as telegram_messages";

    /// <summary>Reads <c>LEGACY_QUEUE</c>, <c>LEGACY_DLQ</c> and <c>LEGACY_QUEUE_END</c>.</summary>
    public static void AddLegacyQueue(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        var queue = settings.Optional("LEGACY_QUEUE", Format, IsName);
        var deadLetters = settings.Optional("LEGACY_DLQ", Format, IsName);
        var end = settings.Text("LEGACY_QUEUE_END", "left or right", "right", text => text is "left" or "right");
        var isShadow = settings.Flag("SHADOW", fallback: false);
        if (queue is null && deadLetters is null)
        {
            return;
        }

        if (isShadow)
        {
            settings.Refuse("LEGACY_QUEUE and LEGACY_DLQ cannot be taken over while SHADOW=true sends nothing: leave them out until the switch.");
        }

        if (queue == deadLetters)
        {
            settings.Refuse("LEGACY_QUEUE and LEGACY_DLQ name the same list: name the list of messages to be sent and that of messages that were given up.");
        }

        if (!builder.UsesRedis() || builder.RabbitMqAddress() is not { } address)
        {
            settings.Refuse($"{(queue is null ? "LEGACY_DLQ" : "LEGACY_QUEUE")} is set, but without REDIS_URL and RABBITMQ_URL there is nothing to take over from and to: set both, or leave it out.");
            return;
        }

        builder.Services.AddSingleton(new LegacyQueueOptions(queue, deadLetters, end == "left"));
        builder.Services.AddSingleton(_ => new ForeignFailures(address, builder.LanePrefix(), builder.ErrorQueueOfTheLanes()));
        builder.Services.AddSingleton<LegacyQueueTakeover>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LegacyQueueTakeover>());
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration("legacy queue", services => services.GetRequiredService<LegacyQueueTakeover>(), failureStatus: null, ["ready"]));
    }

    private static bool IsName(string text) => text.Length <= 200 && !text.AsSpan().ContainsAny('{', '}');
}
