using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>The endpoint of the scheduler. While Redis is unavailable an order waits here for twenty minutes, then goes to the error queue; nothing is dropped.</summary>
internal sealed class RedisSchedulerConsumerDefinition : ConsumerDefinition<RedisSchedulerConsumer>
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);
    private const int Retries = 240;

    public RedisSchedulerConsumerDefinition(RedisSchedulerOptions options)
    {
        EndpointName = options.QueueName;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RedisSchedulerConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 200;
        // Less than RabbitMQ's thirty minutes for an acknowledgement in all.
        endpointConfigurator.UseMessageRetry(r => r.Interval(Retries, RetryEvery));
    }
}
