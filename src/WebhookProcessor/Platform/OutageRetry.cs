using MassTransit;
using MassTransit.RetryPolicies;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Platform;

/// <summary>
/// The retries while Redis is unavailable (<see cref="RedisOutageRetry"/>), which also apply while the Sender does not answer: it alone knows the
/// bot's name, and sends the answers.
/// </summary>
public static class OutageRetry
{
    private static readonly IRetryPolicy Waits = Retry.CreatePolicy(retry => RedisOutageRetry.Wait(retry));

    /// <summary>Sets the attempts of an endpoint whose consumers use Redis or ask the Sender.</summary>
    public static void UseOutageRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseRedisOutageRetry(e => e is ConcurrencyException or UnreadableUpdateException or TemplateException, IsSendersAbsence);

    /// <summary>Asks Redis where no retry stands around, by the same attempts while it is unavailable.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<T> WaitAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken) => Waits.Retry(ask, cancellationToken);

    /// <summary>True for an exception, wrapped or not, that means that Redis or the Sender is unavailable, or a failover.</summary>
    public static bool IsOutage(Exception? e) => RedisOutageRetry.IsOutage(e, IsSendersAbsence);

    private static bool IsSendersAbsence(Exception e) => e is RequestTimeoutException or BotNameUnknownException;
}

/// <summary>A consumer that waits for Redis or the Sender while they are unavailable, at the queue that its registration names.</summary>
/// <typeparam name="TConsumer">The consumer.</typeparam>
public sealed class OutageRetryDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseOutageRetry();
}
