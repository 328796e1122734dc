using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>Registers <see cref="ErrorQueues"/>.</summary>
public static class ErrorQueuesRegistration
{
    /// <summary>The error queues of the broker that <c>RABBITMQ_URL</c> names; none where the bus is in memory.</summary>
    public static void AddErrorQueues(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new ErrorQueues(builder.RabbitMqAddress(), builder.LanePrefix(), builder.ErrorQueueOfTheLanes(), MessageBus.Mark(builder.Settings())));
    }
}
