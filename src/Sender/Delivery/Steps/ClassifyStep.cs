using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// What the answer means for the message, the circuit, the bot and the chat. The answers "not now" and "not there" (429, a wrong token, a migrated group)
/// are no outcome: the claim is released, no attempt is used up, and the request is scheduled again.
/// </summary>
internal sealed partial class ClassifyStep(
    ILedger ledger, IChatStore chats, ILimiter limiter, TelegramCircuitBreaker breaker, BotIdentity bot, SenderMetrics metrics, RepeatedRefusals repeated, IBus bus, TimeProvider time,
    ILogger<ClassifyStep> logger)
{
    private static readonly TimeSpan TellTimeout = TimeSpan.FromSeconds(5);

    public async Task RunAsync(DeliveryContext delivery)
    {
        var outcome = Classification.Classify(delivery.Response!);
        metrics.Answered(outcome);
        if (delivery.Attempt > 1 && outcome is (TelegramOutcome.MalformedMarkup or TelegramOutcome.Permanent or TelegramOutcome.TooLong or TelegramOutcome.Conflict))
        {
            repeated.Note();
        }

        // Before the slot is free: the next request must not start between an answer and what it closes.
        await breaker.NoteAsync(outcome);
        await CloseAsync(delivery.ChatId, outcome);
        delivery.FreeSlot();

        if (outcome is TelegramOutcome.RateLimited or TelegramOutcome.Unauthorised or TelegramOutcome.Migrated)
        {
            if (delivery.Entry is { } key)
            {
                await ledger.GiveBackAsync(key, delivery.EvenUnknown);
            }

            await MoveAsync(delivery, outcome);
            return;
        }

        await NoteChatAsync(delivery, outcome);
        delivery.Outcome = outcome;
    }

    private async Task CloseAsync(string chatId, TelegramOutcome outcome)
    {
        switch (outcome)
        {
            case TelegramOutcome.RateLimited { RetryAfter: var retryAfter }:
                var isOfBot = await limiter.PenaliseAsync(chatId, retryAfter) == Scope.Bot;
                metrics.RateLimited(isOfBot ? "bot" : "chat");
                if (!isOfBot)
                {
                    repeated.NoteLimited(chatId, retryAfter);
                }

                break;
            case TelegramOutcome.Delivered or TelegramOutcome.NotModified:
                repeated.NoteTaken(chatId);
                break;
            case TelegramOutcome.Unauthorised unauthorised:
                bot.Refused(unauthorised);
                break;
        }
    }

    private async Task MoveAsync(DeliveryContext delivery, TelegramOutcome outcome)
    {
        if (outcome is TelegramOutcome.Migrated { ChatId: var newChatId })
        {
            // Told first: once the move is noted, Telegram is not asked for the old number again.
            await bus.PublishConfirmedAsync(new ChatMigrated { OldChatId = delivery.ChatId, NewChatId = newChatId.ToString() }, time, CancellationToken.None);
            await chats.MigratedAsync(delivery.ChatId, newChatId.ToString());
            delivery.Move();
        }
    }

    private async Task NoteChatAsync(DeliveryContext delivery, TelegramOutcome outcome)
    {
        switch (outcome)
        {
            case TelegramOutcome.Permanent { Reason: FailureReason.Blocked or FailureReason.Kicked or FailureReason.ChatNotFound or FailureReason.Forbidden } permanent:
                await chats.UnreachableAsync(delivery.ChatId, permanent.Reason);
                break;
            case TelegramOutcome.Delivered or TelegramOutcome.NotModified when delivery.EvenUnreachable:
                await NoteReachableAsync(delivery.ChatId, isWritten: !delivery.IsOfItsChatOnly);
                break;
        }
    }

    // The message is in its chat, whatever fails here: it must still be recorded. The note stays then, and the next delivery tells it.
    private async Task NoteReachableAsync(string chatId, bool isWritten)
    {
        try
        {
            await chats.ReachableAsync(chatId, isWritten, time.GetUtcNow(), () => bus.PublishConfirmedAsync(new ChatReachable { ChatId = chatId, At = time.GetUtcNow() }, time, CancellationToken.None, TellTimeout));
        }
        catch (Exception e)
        {
            Log.NotTold(logger, chatId, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "That chat {ChatId} can be reached again is not told yet ({Error}): the next message there tells it")]
        public static partial void NotTold(ILogger logger, string chatId, string error);
    }
}
