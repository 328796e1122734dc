using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Accepts an order for a message, from one call or from an entry of a batch, and notes it on the board.</summary>
internal sealed class MessageIntake(ConfirmedPublisher publisher, IMessageStatusStore statuses, IAcceptedContent known, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The fields in which an order differs from the one that was accepted under its id; empty where it may be accepted.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(OutgoingMessage body, SendMessage order)
    {
        if (body.MessageId is null)
        {
            return [];
        }

        var accepted = AcceptedFields.Of(order);
        var differing = await known.DifferencesAsync(accepted.Id, accepted.Fields);
        return differing.Count == 0 ? differing : [.. differing.Intersect(await known.DifferencesAsync(accepted.Id, MessageContent.AsItCame(order)), StringComparer.Ordinal)];
    }

    /// <summary>Returns when the order cannot be lost. Throws <see cref="BrokerUnavailableException"/> otherwise.</summary>
    public async Task AcceptAsync(SendMessage order, CancellationToken cancellationToken)
    {
        await publisher.AcceptAsync(order, cancellationToken);
        await NoteAsync(order);
    }

    /// <summary>As <see cref="AcceptAsync"/>, and waits for the message's outcome; null where it is not known in time.</summary>
    public Task<object?> AskAsync(SendMessage order, TimeSpan wait, CancellationToken cancellationToken) => publisher.AskAsync(
        order,
        wait,
        answers => answers.On<MessageSent>().On<MessageFailed>().On<MessageExpired>().On<MessageUnknown>(),
        cancellationToken,
        accepted: () => NoteAsync(order));

    /// <summary>Notes on the board what was accepted.</summary>
    public Task NoteAsync(SendMessage order) => statuses.QueuedAsync(order, AcceptedFields.Of(order));
}
