using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>Lines of MassTransit's with a whole exception each that say nothing new, and of which hundreds come at once.</summary>
public static class ExpectedLines
{
    /// <summary>
    /// True for two: a conflict of two writers at one saga that is tried again, since the first decision wins (one that no retry solved is still logged); and a publish that was given up, that no queue took, or
    /// whose connection was lost, since the publisher is told, and says itself what becomes of the message: stored, tried again, or refused.
    /// </summary>
    public static bool Are(Exception? exception, string message) =>
        (exception is ConcurrencyException && message.StartsWith("R-RETRY", StringComparison.Ordinal))
        || (exception is OperationCanceledException or RabbitMQClientException or RabbitMqConnectionException or MessageReturnedException && message.StartsWith("S-FAULT", StringComparison.Ordinal));
}
