using System.Globalization;
using MassTransit;
using MassTransit.Scheduling;
using PhStudio.Messaging.RedisIntegration.DueQueue;
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
        var due = new DateTimeOffset(DateTime.SpecifyKind(context.Message.ScheduledTime.ToUniversalTime(), DateTimeKind.Utc));
        var message = StoredMessageFactory.FromSchedule(context);
        var entry = new DueEntry(Token(context), message.MessageId, due, message);

        await scheduler.Queue.Add(entry, Time(context.SentTime), limit: 0, context.CancellationToken).ConfigureAwait(false);
        scheduler.Pulse.Due(due);
    }

    public Task Consume(ConsumeContext<CancelScheduledMessage> context) =>
        scheduler.Queue.Cancel(context.Message.TokenId.ToString("N"), Time(context.Message.Timestamp), context.CancellationToken);

    /// <summary>
    /// The token under which a cancellation will come: the one that the sender put on the message, else the order's own.
    /// A redelivery carries the token of the message that it repeats, which is not its own.
    /// </summary>
    private static string Token(ConsumeContext<ScheduleMessage> context) =>
        context.Headers.TryGetHeader(MessageHeaders.RedeliveryCount, out _)
        || !Guid.TryParse(Convert.ToString(context.Headers.Get<string>(MessageHeaders.SchedulingTokenId), CultureInfo.InvariantCulture), out var token)
            ? context.Message.CorrelationId.ToString("N")
            : token.ToString("N");

    private DateTimeOffset Time(DateTime? given) =>
        given is { } value && value != default ? new DateTimeOffset(DateTime.SpecifyKind(value.ToUniversalTime(), DateTimeKind.Utc)) : time.GetUtcNow();
}
