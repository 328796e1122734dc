using MassTransit;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The Sender's way with failures that heal: at once with growing pauses, then later through the scheduler, then the error queue.</summary>
internal static class Retries
{
    public static void UseRetries(this IReceiveEndpointConfigurator endpoint, RetryOptions retries, TimeProvider time)
    {
        if (retries.Redeliveries.Count > 0)
        {
            endpoint.UseScheduledRedelivery(redelivery =>
            {
                Exclude(redelivery);
                redelivery.Intervals([.. retries.Redeliveries]);
            });
        }

        if (retries.MaxRetries == 0)
        {
            return;
        }

        endpoint.UseMessageRetry(retry =>
        {
            Exclude(retry);
            retry.SetRetryPolicy(failures => new Backoff(failures, retries, time));
        });
    }

    /// <summary>True when no retry and no redelivery is left, counting those of before it was sent away.</summary>
    public static bool IsLast(this RetryOptions retries, ConsumeContext context) => retries.IsLast(context.Retries(), context.GetRedeliveryCount());

    private static void Exclude(IExceptionConfigurator failures)
    {
        failures.Ignore<DeliveryFailedException>();
        failures.Ignore<InvalidMessageException>();
        failures.Ignore<OperationCanceledException>();
    }
}
