using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The queue of messages that failed: one for all lanes where <c>TELEGRAM_DLQ_NAME</c> names it, else one beside each lane.</summary>
internal sealed class ErrorQueue(LaneOptions options) : IConfigureBus, IErrorQueueNameFormatter
{
    private readonly HashSet<string> _queues =
    [
        Routes.EditMessages,
        .. Enum.GetValues<Priority>().Select(priority => Routes.Lane(priority, options.Prefix)),
    ];

    public void Configure(IBusRegistrationContext context, IBusFactoryConfigurator factory)
    {
        if (options.ErrorQueue is not null)
        {
            factory.SendTopology.ErrorQueueNameFormatter = this;
        }
    }

    public string FormatErrorQueueName(string queueName) => _queues.Contains(queueName) ? options.ErrorQueue! : queueName + "_error";
}
