using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Shows an answer in a group to the asking user only. The Sender says whether it could; where it does not say so in time, the answer goes to the group.</summary>
public sealed class EphemeralReplies(IBus bus, EphemeralOptions options, TimeProvider time)
{
    /// <summary>Of the 15 seconds in which an answer is of use (docs/telegram.md 33), from when it was asked for: what is done instead takes the rest.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    // The broker drops the order then; the library's own clock never decides.
    private static readonly RequestTimeout Life = RequestTimeout.After(s: 15);

    /// <summary>True where it can be tried: in a group, and for a known user.</summary>
    public bool IsFor(CommandOrder order) => options.IsOn && !order.Message.Chat.IsPrivate && !order.IsAnonymous;

    /// <summary>False where the answer must go to the group.</summary>
    public async Task<bool> TryAsync(CommandOrder order, SendMessage message)
    {
        if (!IsFor(order))
        {
            return false;
        }

        var left = Timeout - (time.GetUtcNow() - message.CreatedAt);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(left < Timeout ? left : Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(order.Context.CancellationToken, timeout.Token);
        try
        {
            var sent = new SendEphemeral { Message = message, ReceiverUserId = order.UserId, CallbackQueryId = order.CallbackQueryId };
            return (await bus.CreateRequestClient<SendEphemeral>(Life).GetResponse<EphemeralAnswered>(sent, either.Token)).Message.IsShown;
        }
        catch (Exception e) when (e is RequestException || (e is OperationCanceledException && timeout.IsCancellationRequested))
        {
            return false;
        }
    }
}
