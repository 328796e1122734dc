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
public sealed class QueueBackup(RabbitMqAddress address, string lanePrefix, string? sharedErrorQueue)
{
    private static readonly Dictionary<string, object?>[] KnownArguments =
    [
        new() { [Topology.QueueType] = "quorum", [Topology.DeadLetterExchange] = Topology.DeadLetters },
        new() { [Topology.QueueType] = "quorum" },
        new() { [Topology.QueueType] = "quorum", [Topology.DeadLetterExchange] = "", [Topology.DeadLetterRoutingKey] = Topology.DeadLetters },
        [],
    ];

    private IEnumerable<string> Queues => Routes.Queues(lanePrefix).SelectMany(queue => new[] { queue, queue + "_error", queue + "_skipped" })
        .Concat(sharedErrorQueue is null ? [] : [sharedErrorQueue]).Append(Topology.DeadLetterReturns).Append(Topology.DeadLetters);

    /// <summary>Hands over each queue, and after it each of its messages, as lines.</summary>
    /// <returns>How many messages there were. Throws <see cref="ServicesRunningException"/> where somebody consumes.</returns>
    public async Task<int> SaveAsync(Func<JsonObject, Task> write, CancellationToken cancellationToken)
    {
        await using var connection = await address.ConnectAsync("backup", cancellationToken);
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
            var lines = new List<JsonObject>();
            await new ErrorQueueScan(channel, queue, int.MaxValue).RunAsync(
                message =>
                {
                    lines.Add(SavedMessage.Write(queue, message));
                    return ErrorQueueScan.Fate.Keep;
                },
                () => true,
                cancellationToken);
            foreach (var line in lines)
            {
                await write(line);
            }

            saved += lines.Count;
        }

        return saved;
    }

    /// <summary>How many messages lie in our queues.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await address.ConnectAsync("restore", cancellationToken);
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
        await using var connection = await address.ConnectAsync("restore", cancellationToken);
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
