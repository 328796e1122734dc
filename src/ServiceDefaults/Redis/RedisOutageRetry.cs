using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>
/// While Redis is unavailable a message waits in its consumer, up to twenty minutes
/// (the broker takes a message back after thirty), and is then processed: late, never lost. Any other fault is retried
/// a few times, and then the message goes to the error queue, where it blocks nothing.
/// </summary>
public static class RedisOutageRetry
{
    /// <summary>The pauses between the attempts.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses =
    [
        .. new[] { 50, 100, 200, 400, 800, 1600, 3000 }.Select(ms => TimeSpan.FromMilliseconds(ms)),
        .. Enumerable.Repeat(TimeSpan.FromSeconds(5), 240),
    ];

    /// <summary>How long a message waits in all.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(20);

    /// <summary>Sets the attempts of an endpoint whose consumers use Redis.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isHopeless">Which further faults no retry fixes, besides a message that breaks its contract.</param>
    /// <param name="isAbsence">Which further faults mean that something is unavailable, as Redis may be.</param>
    public static void UseRedisOutageRetry(this IReceiveEndpointConfigurator endpoint, Func<Exception, bool>? isHopeless = null, Func<Exception, bool>? isAbsence = null)
    {
        endpoint.UseMessageRetry(r => Wait(r, isAbsence));
        endpoint.UseMessageRetry(r =>
        {
            r.Handle<Exception>(e => !IsOutage(e, isAbsence) && e is not InvalidMessageException && isHopeless?.Invoke(e) != true);
            r.Intervals(100, 500, 2000);
        });
    }

    /// <summary>The attempts while Redis is unavailable, alone: for one consumer of an endpoint whose others answer questions, which are not worth waiting for.</summary>
    /// <param name="retry">What it configures.</param>
    /// <param name="isAbsence">As above.</param>
    public static void Wait(IRetryConfigurator retry, Func<Exception, bool>? isAbsence = null)
    {
        retry.Handle<Exception>(e => IsOutage(e, isAbsence));
        retry.Intervals([.. Pauses]);
    }

    /// <summary>True for an exception, wrapped or not, that means that Redis is unavailable or fails over.</summary>
    public static bool IsOutage(Exception? e, Func<Exception, bool>? isAbsence = null) => e switch
    {
        null => false,
        _ when isAbsence?.Invoke(e) == true => true,
        _ when RedisAvailability.IsUnavailable(e) || e is TimeoutException => true,
        AggregateException many => many.InnerExceptions.Any(inner => IsOutage(inner, isAbsence)),
        _ => IsOutage(e.InnerException, isAbsence),
    };
}

/// <summary>A consumer that waits for a Redis that is unavailable, at the queue that its registration names.</summary>
/// <typeparam name="TConsumer">The consumer.</typeparam>
public sealed class RedisOutageRetryDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseRedisOutageRetry();
}
