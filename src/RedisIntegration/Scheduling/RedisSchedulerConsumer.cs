using MassTransit;
using MassTransit.Scheduling;
using PhStudio.Messaging.RedisIntegration.Messages;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>
/// Keeps and cancels schedules in Redis. An order is acknowledged when Redis has it; the same order again changes nothing,
/// a newer one with its token takes its place, one that was cancelled after it was given is dropped.
/// </summary>
internal sealed class RedisSchedulerConsumer(RedisScheduler scheduler, TimeProvider time) : IConsumer<ScheduleMessage>, IConsumer<CancelScheduledMessage>
{
    public async Task Consume(ConsumeContext<ScheduleMessage> context)
    {
        var entry = ScheduleOrder.Entry(context.Message, context.Headers, StoredMessageFactory.FromSchedule(context));

        await scheduler.Queue.AddAsync(entry, ScheduleOrder.Given(context.SentTime, time), limit: 0, context.CancellationToken).ConfigureAwait(false);
        scheduler.Wake.Due(entry.Due);
    }

    public Task Consume(ConsumeContext<CancelScheduledMessage> context) =>
        scheduler.Queue.CancelAsync(context.Message.TokenId.ToString("N"), ScheduleOrder.Given(context.Message.Timestamp, time), context.CancellationToken);
}
