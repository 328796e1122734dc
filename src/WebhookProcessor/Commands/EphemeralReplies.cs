using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Shows an answer in a group to the asking user only. The Sender says whether it could; where it does not say so in time, the answer goes to the group.</summary>
public sealed class EphemeralReplies(IBus bus, EphemeralOptions options)
{
    private static readonly RequestTimeout Patience = RequestTimeout.After(s: 8);

    /// <summary>True where it can be tried: in a group, and for a known user.</summary>
    public bool IsFor(CommandOrder order) => options.IsOn && !order.Message.Chat.IsPrivate && !order.IsAnonymous;

    /// <summary>False where the answer must go to the group.</summary>
    public async Task<bool> TryAsync(CommandOrder order, SendMessage message)
    {
        if (!IsFor(order))
        {
            return false;
        }

        try
        {
            var sent = new SendEphemeral { Message = message, ReceiverUserId = order.UserId, CallbackQueryId = order.CallbackQueryId };
            return (await bus.CreateRequestClient<SendEphemeral>(Patience).GetResponse<EphemeralAnswered>(sent, order.Context.CancellationToken)).Message.IsShown;
        }
        catch (RequestException)
        {
            return false;
        }
    }
}
