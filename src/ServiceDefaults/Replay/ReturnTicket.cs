using System.Text.Json;
using MassTransit.Serialization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Wire;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>Where a failed message belongs and how it goes back there: without the traces of its failure, with its own body or with another one.</summary>
internal sealed class ReturnTicket(IReadOnlyList<Route> routes, Func<string, bool> isQueue, string? sharedByTheLanes, MessageMark? mark)
{
    private static readonly string[] Endings = ["_error", "_skipped"];

    /// <summary>How it goes back; it stays where its queue or its type is unknown.</summary>
    public ErrorQueueScan.Fate Of(string errorQueue, BasicGetResult message, object? replacement = null)
    {
        var properties = new BasicProperties(message.BasicProperties);
        var death = errorQueue == Topology.DeadLetters ? DeadLetter.Of(properties.Headers) : null;
        var queue = QueueOf(errorQueue, properties, death);
        var isPlain = !ReplayedMessage.HasEnvelope(properties.ContentType);
        // A plain body goes back as what it was read as, or as what takes its place; one that was never read, as what it was published to.
        var type = replacement?.GetType() ?? TypeOf(message);
        var exchange = !isPlain ? null : type is not null ? Topology.Exchange(type) : death?.Exchange;
        if (queue is null || (isPlain && exchange is null))
        {
            return ErrorQueueScan.Fate.Keep;
        }

        try
        {
            var body = isPlain ? message.Body.ToArray() : ReplayedMessage.Body(message.Body.Span);
            properties.Headers = ReplayedMessage.Headers(DeadLetter.Clean(properties.Headers), exchange);
            return new ErrorQueueScan.Fate.To(queue, properties, replacement is null ? body : Replace(body, isPlain, properties, replacement));
        }
        catch (JsonException)
        {
            return ErrorQueueScan.Fate.Keep;
        }
    }

    /// <summary>The type that a failed message was read as; null where it is none of the routes'.</summary>
    public Type? TypeOf(BasicGetResult message)
    {
        var name = ReplayedMessage.TypeOf(message.BasicProperties.Headers);
        return routes.FirstOrDefault(route => route.Message.FullName == name)?.Message;
    }

    /// <summary>Reads the body that is to take the place of another. Throws a <see cref="WireException"/> that names every wrong field.</summary>
    public static object Read(Type type, byte[] body) => WireReader.Read(type, body, checks: true);

    /// <summary>The queue beside which this one keeps what failed (<c>_error</c>), or what nobody consumed (<c>_skipped</c>); null for any other name.</summary>
    public static string? SourceOf(string name) => Array.Find(Endings, ending => name.EndsWith(ending, StringComparison.Ordinal)) is { } ending ? name[..^ending.Length] : null;

    private byte[] Replace(byte[] body, bool isPlain, BasicProperties properties, object replacement)
    {
        var written = JsonSerializer.SerializeToNode(replacement, replacement.GetType(), SystemTextJsonMessageSerializer.Options)!;
        body = isPlain ? JsonSerializer.SerializeToUtf8Bytes(written) : ReplayedMessage.WithMessage(body, written);
        if (mark is not null && MessageMark.IsDemanded(replacement.GetType()))
        {
            var own = mark.Of(replacement.GetType(), replacement);
            properties.Headers![MessageMark.Header] = own;
            body = isPlain ? body : ReplayedMessage.WithHeader(body, MessageMark.Header, own);
        }

        return body;
    }

    private string? QueueOf(string errorQueue, BasicProperties properties, (string Queue, string Reason, string? Exchange)? death)
    {
        if (errorQueue == Topology.DeadLetters)
        {
            return death is { Queue: var gaveUp } && isQueue(gaveUp) ? gaveUp : null;
        }

        return ReplayedMessage.QueueOf(properties.Headers) is { } failedIn && SourceOf(failedIn) is null && isQueue(failedIn) ? failedIn
            : errorQueue == sharedByTheLanes ? null
            : SourceOf(errorQueue);
    }
}
