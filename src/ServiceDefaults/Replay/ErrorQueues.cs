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
    private readonly IReadOnlyList<Route> _routes = Routes.All(lanePrefix);
    private readonly HashSet<string> _queues = [.. Routes.Queues(lanePrefix)];

    /// <summary>True for an error queue of ours, and for <c>dead-letters</c>.</summary>
    public bool Knows(string errorQueue) => errorQueue == sharedByTheLanes || errorQueue == Topology.DeadLetters || (errorQueue.EndsWith("_error", StringComparison.Ordinal) && _queues.Contains(errorQueue[..^"_error".Length]));

    /// <summary>
    /// Moves what is there now, the oldest first. Each message is taken from the error queue only when the broker has confirmed it in the other, so one that
    /// is there twice after a crash has the same message id. What comes back while this goes on stays.
    /// </summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="id">Only the message with this id; null for all.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    /// <returns>What was done; null where there is no broker, or it does not answer.</returns>
    public Task<Replayed?> ReplayAsync(string errorQueue, int most, string? id, CancellationToken cancellationToken) => OnChannelAsync<Replayed>(async channel =>
    {
        var (moved, seen, waiting) = (0, 0u, (await channel.QueueDeclarePassiveAsync(errorQueue, cancellationToken)).MessageCount);
        while (seen++ < waiting && moved < most && await channel.BasicGetAsync(errorQueue, autoAck: false, cancellationToken) is { } message)
        {
            if ((id is null || message.BasicProperties.MessageId == id) && await MoveAsync(channel, errorQueue, message, cancellationToken))
            {
                moved++;
            }
            else
            {
                await KeepAsync(channel, errorQueue, message, cancellationToken);
            }
        }

        return new Replayed(errorQueue, moved, waiting - moved);
    }, new Replayed(errorQueue, 0, 0), cancellationToken);

    /// <summary>What lies in an error queue, without bodies. It stays there, what was seen behind what was not.</summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    /// <returns>The messages; null where there is no broker, or it does not answer.</returns>
    public Task<IReadOnlyList<FailedMessage>?> ListAsync(string errorQueue, int most, CancellationToken cancellationToken) => OnChannelAsync<IReadOnlyList<FailedMessage>>(async channel =>
    {
        var messages = new List<FailedMessage>();
        var waiting = (await channel.QueueDeclarePassiveAsync(errorQueue, cancellationToken)).MessageCount;
        while (messages.Count < Math.Min(waiting, most) && await channel.BasicGetAsync(errorQueue, autoAck: false, cancellationToken) is { } message)
        {
            messages.Add(Describe(errorQueue, message));
            await KeepAsync(channel, errorQueue, message, cancellationToken);
        }

        return messages;
    }, [], cancellationToken);

    private async Task<T?> OnChannelAsync<T>(Func<IChannel, Task<T>> work, T nothing, CancellationToken cancellationToken) where T : class
    {
        if (address is null)
        {
            return null;
        }

        try
        {
            await using var connection = await address.ConnectAsync("replay", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            return await work(channel);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            // Nothing ever failed there: the queue is made with its first message.
            return nothing;
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>
    /// Leaves a message in its queue as a copy at the end. Given back instead, it would count as returned, and a queue that gives messages up would lose what is merely looked at.
    /// </summary>
    private static async Task KeepAsync(IChannel channel, string queue, BasicGetResult message, CancellationToken cancellationToken)
    {
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties), message.Body, cancellationToken);
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
    }

    private static FailedMessage Describe(string errorQueue, BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers;
        var death = errorQueue == Topology.DeadLetters ? DeadLetter.Of(headers) : null;
        return new FailedMessage(
            message.BasicProperties.MessageId,
            death?.Queue is { Length: > 0 } queue ? queue : ReplayedMessage.QueueOf(headers),
            ReplayedMessage.TypeOf(headers) ?? death?.Exchange,
            death is null ? ReplayedMessage.ReasonOf(headers) : "given up by its queue: it was returned too often",
            ReplayedMessage.TimeOf(headers),
            DeadLetter.Returns(headers));
    }

    private bool Gives(string queue) => _queues.Contains(queue) || (queue.EndsWith("_error", StringComparison.Ordinal) && Knows(queue));

    private async Task<bool> MoveAsync(IChannel channel, string errorQueue, BasicGetResult message, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties(message.BasicProperties);
        var death = errorQueue == Topology.DeadLetters ? DeadLetter.Of(properties.Headers) : null;
        var queue = death is not null ? (Gives(death.Value.Queue) ? death.Value.Queue : null)
            : errorQueue == Topology.DeadLetters ? null
            : ReplayedMessage.QueueOf(properties.Headers) is { } failedIn && _queues.Contains(failedIn) ? failedIn
            : errorQueue == sharedByTheLanes ? null : errorQueue[..^"_error".Length];
        var isPlain = !ReplayedMessage.HasEnvelope(properties.ContentType);
        // A plain body goes back as what it was read as; one that was never read, as what it was published to.
        var type = isPlain ? _routes.FirstOrDefault(route => route.Message.FullName == ReplayedMessage.TypeOf(properties.Headers))?.Message : null;
        var exchange = type is not null ? Topology.Exchange(type) : isPlain ? death?.Exchange : null;
        if (queue is null || (isPlain && exchange is null))
        {
            return false;
        }

        byte[] body;
        try
        {
            body = isPlain ? message.Body.ToArray() : ReplayedMessage.Body(message.Body.Span);
        }
        catch (JsonException)
        {
            return false;
        }

        properties.Headers = ReplayedMessage.Headers(DeadLetter.Clean(properties.Headers), exchange);
        // Mandatory, so that a publish without a queue throws instead of vanishing.
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, cancellationToken);
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
        return true;
    }
}

/// <summary>A message that was given up.</summary>
/// <param name="Id">The AMQP message id.</param>
/// <param name="Queue">The queue that it failed in, or that gave it up.</param>
/// <param name="Type">The message's type, or the exchange that it was published to.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When it failed.</param>
/// <param name="Returns">How often it was put back after its queue had given it up.</param>
public sealed record FailedMessage(string? Id, string? Queue, string? Type, string? Reason, string? At, int Returns);

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
