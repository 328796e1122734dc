using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Platform;

/// <summary>
/// Every service's way with a Redis that is away (<see cref="RedisOutageRetry"/>), which is also the way with a Sender that does not answer: it alone knows the
/// bot's name, and would have to send what is answered.
/// </summary>
public static class OutageRetry
{
    /// <summary>Sets the attempts of an endpoint whose consumers use Redis or ask the Sender.</summary>
    public static void UseOutageRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseRedisOutageRetry(e => e is ConcurrencyException or UnreadableUpdateException or TemplateException, IsSendersAbsence);

    /// <summary>True for what the absence of Redis or of the Sender throws, or a failover, however it is wrapped.</summary>
    public static bool IsOutage(Exception? e) => RedisOutageRetry.IsOutage(e, IsSendersAbsence);

    private static bool IsSendersAbsence(Exception e) => e is RequestTimeoutException or BotNameUnknownException;
}

/// <summary>A consumer that waits for Redis or the Sender while they are away, at the queue that its registration names.</summary>
/// <typeparam name="TConsumer">The consumer.</typeparam>
public sealed class OutageRetryDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseOutageRetry();
}
