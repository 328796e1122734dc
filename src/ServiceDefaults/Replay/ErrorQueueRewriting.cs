using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>Rewrites failed messages where they lie, all of a queue, however many.</summary>
public sealed class ErrorQueueRewriting
{
    private readonly ErrorQueueSettling _settling;
    private readonly IReadOnlyList<string> _queues;

    /// <param name="settling">Looks at a queue.</param>
    /// <param name="queues">The error queues of ours, whether they are there or not.</param>
    internal ErrorQueueRewriting(ErrorQueueSettling settling, IReadOnlyList<string> queues) => (_settling, _queues) = (settling, queues);

    /// <summary>Rewrites the messages of all error queues that are there, over one connection.</summary>
    /// <param name="rewrite">Gets a message's type and body; answers what becomes of it, null for one that stays as it is.</param>
    /// <param name="cancellationToken">Stops after the messages in hand.</param>
    /// <returns>How many were changed or went away; null where there is no broker, or it does not answer.</returns>
    public async Task<int?> AllAsync(Func<string?, string, MessageEraser.Result?> rewrite, CancellationToken cancellationToken)
    {
        if (!_settling.HasBroker)
        {
            return null;
        }

        try
        {
            await using var connection = await _settling.ConnectAsync(cancellationToken);
            var changed = 0;
            foreach (var queue in _queues)
            {
                if (!await IsThereAsync(connection, queue, cancellationToken))
                {
                    continue;
                }

                if (await OneAsync(queue, rewrite, cancellationToken, connection) is not { } rewritten)
                {
                    return null;
                }

                changed += rewritten.Moved;
            }

            return changed;
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>As <see cref="AllAsync"/>, for one queue; <see cref="Replayed.Moved"/> counts those that were changed or went away.</summary>
    internal Task<Replayed?> OneAsync(string errorQueue, Func<string?, string, MessageEraser.Result?> rewrite, CancellationToken cancellationToken, IConnection? connection = null) =>
        _settling.SettleAsync(errorQueue, int.MaxValue, FailedFilter.Any, message => FateOf(errorQueue, message, rewrite), cancellationToken, all: true, connection: connection);

    private static ErrorQueueScan.Fate FateOf(string errorQueue, BasicGetResult message, Func<string?, string, MessageEraser.Result?> rewrite)
    {
        if (rewrite(FailedMessage.Of(errorQueue, message).Type, BodyText.Of(message.Body.Span)) is not { } changed)
        {
            return ErrorQueueScan.Fate.Keep;
        }

        if (changed.Body is not { } body)
        {
            return ErrorQueueScan.Fate.Drop;
        }

        var properties = new BasicProperties(message.BasicProperties);
        if (changed.Mark is { } mark)
        {
            properties.Headers = new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>(), StringComparer.Ordinal) { [MessageMark.Header] = mark };
        }

        return new ErrorQueueScan.Fate.To(errorQueue, properties, BodyText.Changed(message.Body.Span, body));
    }

    private static async Task<bool> IsThereAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }
}
