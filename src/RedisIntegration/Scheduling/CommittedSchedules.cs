using MassTransit;
using MassTransit.Scheduling;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Messages;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>
/// Has an outbox write schedules and cancellations with its commit, by the very scripts with which the scheduler's endpoint stores them.
/// An order in another form than MassTransit's own JSON goes to that endpoint as ever.
/// </summary>
internal sealed class CommittedSchedules(RedisScheduler scheduler, TimeProvider time)
{
    /// <exception cref="ConfigurationException">There is no scheduler on Redis.</exception>
    public static CommittedSchedules Create(IServiceProvider provider) => new(
        provider.GetService<RedisScheduler>()
            ?? throw new ConfigurationException("RedisOutboxOptions.SchedulesInCommit needs AddRedisMessageScheduler on the bus registration, with a Redis."),
        provider.GetRequiredService<TimeProvider>());

    public void AddTo(CommitWrites writes)
    {
        writes.Add<ScheduleMessage>(DelayedMessageScripts.Add.Body, Keep, order => () => scheduler.Wake.Due(ScheduleOrder.Due(order)));
        writes.Add<CancelScheduledMessage>(DelayedMessageScripts.Cancel.Body,
            context => scheduler.Queue.Cancelling(context.Message.TokenId.ToString("N"), ScheduleOrder.Given(context.Message.Timestamp, time)));
    }

    /// <exception cref="ConfigurationException">One script cannot write to both.</exception>
    public void Demand(IDatabase outbox)
    {
        var schedules = scheduler.Queue.Database;
        if (!ReferenceEquals(outbox.Multiplexer, schedules.Multiplexer) || outbox.Database != schedules.Database)
        {
            throw new ConfigurationException("RedisOutboxOptions.SchedulesInCommit needs the scheduler on the outbox's own connection and database.");
        }
    }

    private OutboxWrite? Keep(SendContext<ScheduleMessage> context) => context.Serializer is SystemTextJsonMessageSerializer
        ? scheduler.Queue.Adding(
            ScheduleOrder.Entry(context.Message, context.Headers, StoredMessageFactory.FromSchedule(context, time)), ScheduleOrder.Given(context.SentTime, time), limit: 0)
        : null;
}
