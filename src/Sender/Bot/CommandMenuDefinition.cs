using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>
/// The menu is ordered once, at a WebhookProcessor's start: an order that failed for good would leave the bot without a menu until the next start.
/// So it is retried as messages are, and then at the last of their pauses for as long as an operator may need to fix the token or the network.
/// </summary>
internal sealed class CommandMenuDefinition : ConsumerDefinition<SetBotCommandsConsumer>
{
    /// <summary>With pauses of an hour, a week.</summary>
    private const int LastPauses = 7 * 24;

    private readonly RetryOptions _retries;
    private readonly TimeProvider _time;

    public CommandMenuDefinition(RetryOptions retries, TimeProvider time)
    {
        (_retries, _time) = (retries, time);
        EndpointName = Routes.BotAdministration;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SetBotCommandsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        if (_retries.Redeliveries.Count > 0)
        {
            consumerConfigurator.UseScheduledRedelivery(redelivery =>
            {
                redelivery.Handle<CommandsNotSetException>(refused => refused.Heals);
                redelivery.Intervals([.. _retries.Redeliveries, .. Enumerable.Repeat(_retries.Redeliveries[^1], LastPauses)]);
            });
        }

        if (_retries.MaxRetries > 0)
        {
            consumerConfigurator.UseMessageRetry(retry =>
            {
                retry.Handle<CommandsNotSetException>(refused => refused.Heals);
                retry.SetRetryPolicy(failures => new Backoff(failures, _retries, _time));
            });
        }
    }
}
