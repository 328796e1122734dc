using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.Contracts;
using RabbitMQ.Client.Exceptions;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>How many messages wait in each queue of <see cref="Routes.Queues"/> and in its error queue, or the one that the lanes share, and in the one of what it did not consume (<c>_skipped</c>). Asked of the broker itself, over a connection of its own.</summary>
public sealed class QueueDepths(RabbitMqAddress? address, IReadOnlyList<string> queues, string? sharedErrorQueue = null, IReadOnlyList<string>? lanes = null) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private IConnection? _connection;

    /// <summary>False where the bus is in memory.</summary>
    public bool HasBroker => address is not null;

    /// <summary>The queues that hold something; null where the bus is in memory or the broker does not answer.</summary>
    public async Task<IReadOnlyDictionary<string, long>?> ReadAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken))?.Where(queue => queue.Ready > 0).ToDictionary(queue => queue.Name, queue => queue.Ready);

    /// <summary>Every queue of ours that is there; null where the bus is in memory or the broker does not answer.</summary>
    public async Task<IReadOnlyList<QueueDepth>?> ListAsync(CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return null;
        }
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _connection = _connection is { IsOpen: true } ? _connection : await address.ConnectAsync("queue depths", cancellationToken);
            var ours = queues.SelectMany(name => new[] { name, name + "_error", name + "_skipped" }).Append(Topology.DeadLetterReturns).Append(Topology.DeadLetters).Concat(sharedErrorQueue is null ? [] : [sharedErrorQueue]);
            // At once: one after another they cost a way to the broker and back each.
            var depths = await Task.WhenAll(ours.Select(queue => DepthAsync(queue, cancellationToken)));
            return [.. depths.OfType<QueueDepth>()];
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>True for a lane of outgoing messages.</summary>
    public bool IsOfLane(string queue) => lanes?.Contains(queue, StringComparer.Ordinal) == true;

    /// <summary>The lane of a priority; null where no lanes are known.</summary>
    public string? LaneOf(Priority priority) => lanes?.ElementAtOrDefault((int)priority);

    /// <summary>True for a queue of messages that were given up.</summary>
    public bool IsOfFailures(string queue) => queue == Topology.DeadLetters || queue == sharedErrorQueue || queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    // A passive declaration of a queue that is not there closes its channel, so each has one of its own.
    private async Task<QueueDepth?> DepthAsync(string queue, CancellationToken cancellationToken)
    {
        await using var channel = await _connection!.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return new QueueDepth(queue, found.MessageCount, found.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
    }
}

/// <summary>What the broker says of a queue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">How many messages wait in it.</param>
/// <param name="Consumers">How many consumers take from it.</param>
public sealed record QueueDepth(string Name, long Ready, long Consumers);

/// <summary>Registers <see cref="QueueDepths"/>.</summary>
public static class QueueDepthsRegistration
{
    /// <summary>Queue depths of the broker that <c>RABBITMQ_URL</c> names; of none where the bus is in memory.</summary>
    public static void AddQueueDepths(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new QueueDepths(builder.RabbitMqAddress(), Routes.Queues(builder.LanePrefix()), builder.ErrorQueueOfTheLanes(), [.. Enum.GetValues<Priority>().Select(priority => Routes.Lane(priority, builder.LanePrefix()))]));
    }
}
