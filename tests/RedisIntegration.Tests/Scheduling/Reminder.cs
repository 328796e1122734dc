using MassTransit;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scheduling;

public record Reminder(string Text);

/// <summary>A bus that schedules reminders and takes them, all under one name.</summary>
internal static class ReminderBus
{
    public static Uri Queue(string name) => new($"exchange:{name}-reminders");

    public static void Register(IBusRegistrationConfigurator x, string name, Action<RedisSchedulerOptions>? configure = null)
    {
        x.AddRedisMessageScheduler(options =>
        {
            options.QueueName = name;
            configure?.Invoke(options);
        });
        x.AddConsumer<InboxConsumer<Reminder>>().Endpoint(e => e.Name = $"{name}-reminders");
    }
}
