using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>The queue of the outcomes: retried at once, then redelivered at growing intervals for a week, then moved to the error queue.</summary>
internal sealed class OutcomeCallbackConsumerDefinition : ConsumerDefinition<OutcomeCallbackConsumer>
{
    public OutcomeCallbackConsumerDefinition()
    {
        EndpointName = Routes.OutcomeCallbacks;
        ConcurrentMessageLimit = 16;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<OutcomeCallbackConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseCallbackRetries();
    }
}

/// <summary>How long an unavailable platform is retried.</summary>
internal static class CallbackRetries
{
    // The intervals that the Standard Webhooks specification suggests, then every six hours: a week in all.
    private static readonly TimeSpan[] Redeliveries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        .. Enumerable.Repeat(TimeSpan.FromHours(6), 28),
    ];

    private static readonly TimeSpan[] Retries = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>Where a callback stands if this attempt fails: after the last one it goes to the error queue.</summary>
    public static CallbackState WhenFailed(ConsumeContext context) =>
        context.GetRedeliveryCount() >= Redeliveries.Length && context.GetRetryAttempt() >= Retries.Length ? CallbackState.GivenUp : CallbackState.Failing;

    public static void UseCallbackRetries(this IReceiveEndpointConfigurator endpointConfigurator)
    {
        endpointConfigurator.UseScheduledRedelivery(redelivery =>
        {
            redelivery.Intervals(Redeliveries);
            redelivery.Ignore<InvalidMessageException>();
            redelivery.Ignore<CallbackRefusedException>();
        });
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Intervals(Retries);
            retry.Ignore<InvalidMessageException>();
            retry.Ignore<CallbackRefusedException>();
        });
    }
}
