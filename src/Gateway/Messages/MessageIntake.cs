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
        return await known.DifferencesAsync(accepted.Id, accepted.Fields, () => MessageContent.AsItCame(order));
    }

    /// <summary>Returns when the order cannot be lost. Throws <see cref="BrokerUnavailableException"/> otherwise. A caller who hangs up meanwhile leaves it published and noted, both within bounds of their own.</summary>
    public async Task AcceptAsync(SendMessage order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await publisher.AcceptAsync(order, CancellationToken.None);
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
