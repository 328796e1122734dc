using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Bookings;

/// <summary>Every service's way with a Redis that is away (<see cref="RedisOutageRetry"/>), and what this one knows to be hopeless.</summary>
public static class OutageRetry
{
    /// <summary>Sets the attempts of an endpoint whose consumers use Redis.</summary>
    public static void UseOutageRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseRedisOutageRetry(e => e is ConcurrencyException or Updates.UnreadableUpdateException or Templates.TemplateException);

    /// <summary>True for what Redis's absence or failover throws, however it is wrapped.</summary>
    public static bool IsOutage(Exception? e) => RedisOutageRetry.IsOutage(e);
}
