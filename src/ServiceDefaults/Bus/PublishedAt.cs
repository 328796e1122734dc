using MassTransit;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>When a message was published.</summary>
public static class PublishedAt
{
    /// <summary>A time further ahead is an error, such as milliseconds instead of seconds.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    /// <summary>The envelope's moment; of plain JSON, which has none, the AMQP property <c>timestamp</c>, in whole seconds. Null where neither says.</summary>
    /// <param name="context">The message.</param>
    /// <param name="now">What time it is.</param>
    public static DateTimeOffset? Of(ConsumeContext context, DateTimeOffset now) =>
        context.SentTime is { } sent ? new DateTimeOffset(DateTime.SpecifyKind(sent, DateTimeKind.Utc))
        : context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) && delivery.Properties.IsTimestampPresent() ? Read(delivery.Properties.Timestamp, now)
        : null;

    internal static DateTimeOffset? Read(AmqpTimestamp timestamp, DateTimeOffset now) =>
        timestamp.UnixTime > 0 && timestamp.UnixTime <= (now + MaxAhead).ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(timestamp.UnixTime) : null;
}
