using MassTransit;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>When a message was published.</summary>
public static class PublishedAt
{
    /// <summary>A time further ahead is an error, such as milliseconds instead of seconds.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    private static readonly TimeSpan MaxBehind = TimeSpan.FromDays(366);

    /// <summary>The envelope's moment; of plain JSON, which has none, the AMQP property <c>timestamp</c>, in whole seconds. Null where neither says.</summary>
    /// <param name="context">The message.</param>
    /// <param name="now">What time it is.</param>
    public static DateTimeOffset? Of(ConsumeContext context, DateTimeOffset now) =>
        context.SentTime is { } sent ? Read(sent)
        : context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) && delivery.Properties.IsTimestampPresent() ? Read(delivery.Properties.Timestamp, now)
        : null;

    /// <summary>When a session's day was said, by which it is past or not: a message waits in a queue for no longer than a year, and comes from no later day than tomorrow.</summary>
    /// <param name="context">The message.</param>
    /// <param name="now">What time it is.</param>
    public static DateTimeOffset Said(ConsumeContext context, DateTimeOffset now) => Said(Of(context, now), now);

    /// <summary>Whose clock said it: moments of two clocks cannot be compared. Of an envelope its machine's, of plain JSON that of the AMQP property <c>app_id</c>.</summary>
    public static string ClockOf(ConsumeContext context) =>
        context.SentTime is not null ? $"envelope/{context.Host?.MachineName}"
        : context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) ? $"timestamp/{delivery.Properties.AppId}"
        : "";

    // One with an offset was read as this machine's time.
    private static DateTimeOffset Read(DateTime sent) => new(sent.Kind == DateTimeKind.Local ? sent.ToUniversalTime() : DateTime.SpecifyKind(sent, DateTimeKind.Utc));

    internal static DateTimeOffset Said(DateTimeOffset? sent, DateTimeOffset now) => sent >= now - MaxBehind && sent <= now + MaxAhead ? sent.Value : now;

    internal static DateTimeOffset? Read(AmqpTimestamp timestamp, DateTimeOffset now) =>
        timestamp.UnixTime > 0 && timestamp.UnixTime <= (now + MaxAhead).ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(timestamp.UnixTime) : null;
}
