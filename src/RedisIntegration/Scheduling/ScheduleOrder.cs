using System.Globalization;
using MassTransit;
using MassTransit.Scheduling;
using PhStudio.Messaging.RedisIntegration.Messages;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>An order to schedule as the due queue keeps it, whichever way it came.</summary>
internal static class ScheduleOrder
{
    /// <summary>The entry of an order.</summary>
    public static DelayedMessage Entry(ScheduleMessage order, Headers headers, StoredMessage message) =>
        new(Token(order, headers), message.MessageId, Due(order), message);

    /// <summary>When the message is to be sent.</summary>
    public static DateTimeOffset Due(ScheduleMessage order) => Utc(order.ScheduledTime);

    /// <summary>When an order was given: of an order and a cancellation the later one counts.</summary>
    public static DateTimeOffset Given(DateTime? sent, TimeProvider time) => sent is { } value && value != default ? Utc(value) : time.GetUtcNow();

    /// <summary>
    /// The token under which a cancellation will come: the one that the sender put on the message, else the order's own.
    /// A redelivery carries the token of the message that it repeats, which is not its own.
    /// </summary>
    private static string Token(ScheduleMessage order, Headers headers) =>
        headers.TryGetHeader(MessageHeaders.RedeliveryCount, out _)
        || !Guid.TryParse(Convert.ToString(headers.Get<string>(MessageHeaders.SchedulingTokenId), CultureInfo.InvariantCulture), out var token)
            ? order.CorrelationId.ToString("N")
            : token.ToString("N");

    private static DateTimeOffset Utc(DateTime moment) => new(DateTime.SpecifyKind(moment.ToUniversalTime(), DateTimeKind.Utc));
}
