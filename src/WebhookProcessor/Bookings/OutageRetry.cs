using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Bookings;

/// <summary>
/// Redis is away, or the Sender, which alone knows the bot's name and would have to send the answer: what came waits where it is, up to
/// twenty minutes (the broker takes a message back after thirty), and is then done. A press is late, never lost. Any other fault is tried
/// a few times and then parked in the error queue, where it blocks nobody.
/// </summary>
public static class OutageRetry
{
    /// <summary>Sets the attempts of an endpoint whose consumers use Redis or ask the Sender.</summary>
    public static void UseOutageRetry(this IReceiveEndpointConfigurator endpoint)
    {
        endpoint.UseMessageRetry(r =>
        {
            r.Handle<Exception>(IsOutage);
            r.Intervals(
            [
                .. new[] { 50, 100, 200, 400, 800, 1600, 3000 }.Select(ms => TimeSpan.FromMilliseconds(ms)),
                .. Enumerable.Repeat(TimeSpan.FromSeconds(5), 240),
            ]);
        });
        endpoint.UseMessageRetry(r =>
        {
            r.Handle<Exception>(e => !IsOutage(e) && IsWorthARepetition(e));
            r.Intervals(100, 500, 2000);
        });
    }

    /// <summary>True for what the absence of Redis or of the Sender throws, or a failover, however it is wrapped.</summary>
    public static bool IsOutage(Exception? e) => e switch
    {
        null => false,
        RedisConnectionException or RedisTimeoutException or TimeoutException or RequestTimeoutException or Commands.BotNameUnknownException => true,
        // A replica that takes no writes, a server that still loads its file: both pass.
        RedisServerException server => server.Message.StartsWith("READONLY", StringComparison.Ordinal) || server.Message.StartsWith("LOADING", StringComparison.Ordinal),
        AggregateException many => many.InnerExceptions.Any(IsOutage),
        _ => IsOutage(e.InnerException),
    };

    private static bool IsWorthARepetition(Exception e) =>
        e is not (ConcurrencyException or ServiceDefaults.Bus.InvalidMessageException or Updates.UnreadableUpdateException or Templates.TemplateException);
}
