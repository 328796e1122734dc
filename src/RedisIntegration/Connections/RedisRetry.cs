namespace MassTransit;

/// <summary>The retries that sagas and outboxes on Redis ask for.</summary>
public static class RedisRetry
{
    private const int Conflicts = 100;
    private const int Absences = 240;
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Tries a message again at once when a saga had changed (<see cref="ConcurrencyException"/>), up to a hundred times, and every five seconds for twenty
    /// minutes while Redis is unavailable: the message waits unacknowledged, and goes on by itself. Other exceptions pass. Stands after
    /// <c>UseScheduledRedelivery</c> and before <see cref="RedisOutboxRegistration.UseRedisOutbox"/>.
    /// </summary>
    /// <param name="configurator">The endpoint.</param>
    public static void UseRedisRetry(this IConsumePipeConfigurator configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);

        // Less than the half hour after which RabbitMQ takes an unacknowledged message away.
        configurator.UseMessageRetry(r =>
        {
            r.Handle<Exception>(RedisAvailability.IsUnavailable);
            r.Interval(Absences, Absence);
        });
        configurator.UseMessageRetry(r =>
        {
            r.Handle<ConcurrencyException>();
            r.Immediate(Conflicts);
        });
    }
}
