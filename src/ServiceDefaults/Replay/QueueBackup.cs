using System.Text.Json.Nodes;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client.Exceptions;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>
/// Saves the messages of our queues, and restores them. The services must be stopped: messages that they consume or publish meanwhile would be missing in the backup. Messages are read by <see cref="ErrorQueueScan"/>, so
/// that no queue counts it as returned.
/// </summary>
public sealed class QueueBackup
{
    private const int Scans = 3;
    private const int Counts = 50;

    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(100);

    private static readonly Dictionary<string, object?>[] KnownArguments =
    [
        new() { [Topology.QueueType] = "quorum", [Topology.DeadLetterExchange] = Topology.DeadLetters },
        new() { [Topology.QueueType] = "quorum" },
        new() { [Topology.QueueType] = "quorum", [Topology.DeadLetterExchange] = "", [Topology.DeadLetterRoutingKey] = Topology.DeadLetters },
        [],
    ];

    private readonly RabbitMqAddress _address;
    private readonly string _lanePrefix;
    private readonly string? _sharedErrorQueue;
    private readonly int _looked;
    private readonly int _counts;

    /// <summary>The queues of a broker.</summary>
    /// <param name="address">The broker.</param>
    /// <param name="lanePrefix">Start of the names of the lanes.</param>
    /// <param name="sharedErrorQueue">The one error queue of all lanes; null where each has its own.</param>
    public QueueBackup(RabbitMqAddress address, string lanePrefix, string? sharedErrorQueue)
        : this(address, lanePrefix, sharedErrorQueue, int.MaxValue, Counts)
    {
    }

    /// <param name="address">The broker.</param>
    /// <param name="lanePrefix">Start of the names of the lanes.</param>
    /// <param name="sharedErrorQueue">The one error queue of all lanes; null where each has its own.</param>
    /// <param name="looked">At most so many messages are read of a queue.</param>
    /// <param name="counts">So often a queue is counted after each reading, until it is as long as what was read.</param>
    internal QueueBackup(RabbitMqAddress address, string lanePrefix, string? sharedErrorQueue, int looked, int counts) =>
        (_address, _lanePrefix, _sharedErrorQueue, _looked, _counts) = (address, lanePrefix, sharedErrorQueue, looked, counts);

    private IEnumerable<string> Queues => Routes.Queues(_lanePrefix).SelectMany(queue => new[] { queue, queue + "_error", queue + "_skipped" })
        .Concat(_sharedErrorQueue is null ? [] : [_sharedErrorQueue]).Append(Topology.DeadLetterReturns).Append(Topology.DeadLetters);

    /// <summary>Hands over each queue, and after it each of its messages, as lines.</summary>
    /// <returns>How many messages there were. Throws <see cref="ServicesRunningException"/> where somebody consumes.</returns>
    public async Task<int> SaveAsync(Func<JsonObject, Task> write, CancellationToken cancellationToken)
    {
        await using var connection = await _address.ConnectAsync("backup", cancellationToken);
        var saved = 0;
        foreach (var queue in Queues)
        {
            if (await FindAsync(connection, queue, cancellationToken) is not { } found)
            {
                continue;
            }

            if (found.ConsumerCount > 0)
            {
                throw new ServicesRunningException(queue);
            }

            await write(new JsonObject { ["declare"] = queue, ["arguments"] = await ArgumentsOfAsync(connection, queue, cancellationToken) });
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            await using var alone = await ScanLock.TakeAsync(connection, queue, ScanLock.Wait, cancellationToken);
            var lines = await ReadAsync(channel, queue, cancellationToken);
            foreach (var line in lines)
            {
                await write(line);
            }

            saved += lines.Count;
        }

        return saved;
    }

    /// <summary>
    /// Reads a queue's messages. A quorum queue counts a little late, so that a scan, which ends at the count of its start, may have ended before the last message. Therefore it is counted
    /// again: every copy is confirmed by then, so that the count is not too low any more. Too high it may be until the last acknowledgements have reached the queue, or where a platform goes on publishing: a scan that read all that
    /// was counted before it is whole, and what came during it is of after the backup.
    /// </summary>
    private async Task<List<JsonObject>> ReadAsync(IChannel channel, string queue, CancellationToken cancellationToken)
    {
        var counted = uint.MaxValue;
        for (var scan = 0; scan < Scans; scan++)
        {
            var lines = new List<JsonObject>();
            await new ErrorQueueScan(channel, queue, _looked).RunAsync(
                message =>
                {
                    lines.Add(SavedMessage.Write(queue, message));
                    return ErrorQueueScan.Fate.Keep;
                },
                () => true,
                cancellationToken);
            var before = counted;
            for (var count = 0; count < _counts; count++)
            {
                counted = (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
                if (counted == lines.Count || (counted > lines.Count && lines.Count >= before))
                {
                    return lines;
                }

                await Task.Delay(BetweenCounts, cancellationToken);
            }
        }

        throw new InvalidOperationException($"The queue {queue} holds another number of messages than was read of it, however often it is read: something takes messages there or moves them. Stop it, and save again.");
    }

    /// <summary>How many messages lie in our queues.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _address.ConnectAsync("restore", cancellationToken);
        var count = 0L;
        foreach (var queue in Queues)
        {
            count += (await FindAsync(connection, queue, cancellationToken))?.MessageCount ?? 0;
        }

        return count;
    }

    /// <summary>Takes lines that <see cref="SaveAsync"/> wrote: declares each queue as it was, and publishes each message to its queue.</summary>
    public async Task<int> LoadAsync(IAsyncEnumerable<JsonNode> lines, CancellationToken cancellationToken)
    {
        await using var connection = await _address.ConnectAsync("restore", cancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var loaded = 0;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if ((string?)line["declare"] is { } queue)
            {
                await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, KnownArguments[(int)line["arguments"]!], cancellationToken: cancellationToken);
                continue;
            }

            var (target, properties, body) = SavedMessage.Read(line);
            await channel.BasicPublishAsync("", target, mandatory: true, properties, body, cancellationToken);
            loaded++;
        }

        return loaded;
    }

    private static async Task<QueueDeclareOk?> FindAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    // AMQP does not tell the arguments of a queue: those with which it may be declared again are its own.
    private static async Task<int> ArgumentsOfAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        for (var at = 0; at < KnownArguments.Length; at++)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, KnownArguments[at], cancellationToken: cancellationToken);
                return at;
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
            {
                // Another one.
            }
        }

        throw new InvalidOperationException($"The queue {queue} was declared with arguments that are none of ours.");
    }
}

/// <summary>A service consumes from a queue that is to be saved.</summary>
public sealed class ServicesRunningException(string queue) : Exception($"A service consumes from {queue}. Stop Gateway, Sender and WebhookProcessor first: what they do meanwhile would be in neither half of the backup.");
