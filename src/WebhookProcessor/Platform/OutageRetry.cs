using MassTransit;
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
    /// <summary>Sets the attempts of an endpoint whose consumers use Redis or ask the Sender.</summary>
    public static void UseOutageRetry(this IReceiveEndpointConfigurator endpoint) =>
        endpoint.UseRedisOutageRetry(e => e is ConcurrencyException or UnreadableUpdateException or TemplateException, IsSendersAbsence);

    /// <summary>
    /// Asks Redis where no retry stands around, by the same attempts while it is unavailable. MassTransit's own loop for that answers a stop in one of its pauses with the outage,
    /// which moves the message to the error queue, and a fault of another kind with a stop.
    /// </summary>
    /// <param name="ask">The question.</param>
    /// <param name="waited">For how long the message was waited with so far: all its waits together have twenty minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The process stops: the message goes back to its queue.</exception>
    public static async Task<T> WaitAsync<T>(Func<Task<T>> ask, Func<TimeSpan> waited, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await ask();
            }
            catch (Exception e) when (IsOutage(e) && waited() < RedisOutageRetry.MaxWait)
            {
                var pause = RedisOutageRetry.Pauses[Math.Min(attempt, RedisOutageRetry.Pauses.Count - 1)];
                LogContext.Warning?.Log(e, "Retrying {Delay}: {Message}", pause, e.Message);
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

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
