using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>Moves messages from the error queues back to where they failed, over a connection of its own.</summary>
public sealed class ErrorQueues(RabbitMqAddress? address, string lanePrefix, string? sharedByTheLanes)
{
    private readonly IReadOnlyList<Route> routes = Routes.All(lanePrefix);
    private readonly HashSet<string> queues = [.. Routes.Queues(lanePrefix)];

    /// <summary>True for an error queue of ours.</summary>
    public bool Knows(string errorQueue) => errorQueue == sharedByTheLanes || (errorQueue.EndsWith("_error", StringComparison.Ordinal) && queues.Contains(errorQueue[..^"_error".Length]));

    /// <summary>
    /// Moves what is there now, the oldest first. Each message is taken from the error queue only when the broker has confirmed it in the other, so one that
    /// is there twice after a crash has the same message id. What comes back while this goes on stays.
    /// </summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Stops after the message in hand.</param>
    /// <returns>What was done; null where there is no broker, or it does not answer.</returns>
    public async Task<Replayed?> ReplayAsync(string errorQueue, int most, CancellationToken cancellation)
    {
        if (address is null)
            return null;
        try
        {
            await using var connection = await address.ConnectAsync("replay", cancellation);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
            return await ReplayAsync(channel, errorQueue, most, cancellation);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            // Nothing ever failed there: the queue is made with its first message.
            return new Replayed(errorQueue, 0, 0);
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e) && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Replayed> ReplayAsync(IChannel channel, string errorQueue, int most, CancellationToken cancellation)
    {
        var waiting = (await channel.QueueDeclarePassiveAsync(errorQueue, cancellation)).MessageCount;
        var kept = new List<ulong>();
        var moved = 0;
        for (var i = 0; i < Math.Min(waiting, most) && await channel.BasicGetAsync(errorQueue, autoAck: false, cancellation) is { } message; i++)
        {
            if (await MoveAsync(channel, errorQueue, message, cancellation))
                moved++;
            else
                kept.Add(message.DeliveryTag);
        }

        // Only now, or the next to be taken would be the same one again.
        foreach (var tag in kept)
            await channel.BasicNackAsync(tag, multiple: false, requeue: true, cancellation);
        return new Replayed(errorQueue, moved, waiting - moved);
    }

    private async Task<bool> MoveAsync(IChannel channel, string errorQueue, BasicGetResult message, CancellationToken cancellation)
    {
        var properties = new BasicProperties(message.BasicProperties);
        var queue = ReplayedMessage.QueueOf(properties.Headers) is { } failedIn && queues.Contains(failedIn) ? failedIn
            : errorQueue == sharedByTheLanes ? null : errorQueue[..^"_error".Length];
        var isPlain = !ReplayedMessage.HasEnvelope(properties.ContentType);
        var type = isPlain ? routes.FirstOrDefault(route => route.Message.FullName == ReplayedMessage.TypeOf(properties.Headers))?.Message : null;
        if (queue is null || (isPlain && type is null))
            return false;

        byte[] body;
        try
        {
            body = isPlain ? message.Body.ToArray() : ReplayedMessage.Body(message.Body.Span);
        }
        catch (JsonException)
        {
            return false;
        }

        properties.Headers = ReplayedMessage.Headers(properties.Headers, type is null ? null : $"{type.Namespace}:{type.Name}");
        // Every endpoint has an exchange of its queue's name; mandatory, so that a publish without a queue throws instead of vanishing.
        await channel.BasicPublishAsync(queue, routingKey: "", mandatory: true, properties, body, cancellation);
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
        return true;
    }
}

/// <summary>What a replay did.</summary>
/// <param name="Queue">The error queue.</param>
/// <param name="Moved">How many messages went back.</param>
/// <param name="Left">How many are left there: beyond what was asked for, or not to be read.</param>
public sealed record Replayed(string Queue, int Moved, long Left);

/// <summary>Registers <see cref="ErrorQueues"/>.</summary>
public static class ErrorQueuesRegistration
{
    /// <summary>The error queues of the broker that <c>RABBITMQ_URL</c> names; none where the bus is in memory.</summary>
    public static void AddErrorQueues(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new ErrorQueues(builder.RabbitMqAddress(), builder.LanePrefix(), builder.ErrorQueueOfTheLanes()));
    }
}
