using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Shows something to one member of a group, at once and outside all limits (docs/telegram.md 39). Where that fails for any reason, the given alternative is ordered within the time in which
/// a press can be answered. Running twice may show it twice to the same person; the alternative has its own ids and is done once.
/// </summary>
internal sealed partial class EphemeralConsumer(TelegramClient telegram, MessageRenderer renderer, EphemeralSupport support, TimeProvider time, ILogger<EphemeralConsumer> logger)
    : IConsumer<SendEphemeral>, IConsumer<DeleteEphemeral>
{
    // Of the 15 seconds of a press (docs/telegram.md 33), less what its way here took and the way of the message instead takes.
    private static readonly TimeSpan Worth = TimeSpan.FromSeconds(10);

    // What is done instead waits for it.
    private static readonly TimeSpan TakeBackWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TakeBackPause = TimeSpan.FromMilliseconds(500);

    public async Task Consume(ConsumeContext<SendEphemeral> context)
    {
        var isShown = await TryAsync(context.Message);
        if (context.ResponseAddress is not null)
        {
            await context.RespondAsync(new EphemeralAnswered { IsShown = isShown });
            return;
        }

        if (!isShown)
        {
            foreach (var instead in context.Message.Instead)
            {
                await context.Publish(instead, c => c.MessageId = instead.MessageId);
            }
        }
    }

    // It also disappears by itself: nothing depends on it.
    public Task Consume(ConsumeContext<DeleteEphemeral> context) => telegram.DeleteEphemeralMessageAsync(
        new DeleteEphemeralMessageCall(context.Message.ChatId, context.Message.ReceiverUserId, context.Message.EphemeralMessageId));

    private async Task<bool> TryAsync(SendEphemeral order)
    {
        var message = order.Message;
        var left = Worth - (time.GetUtcNow() - message.CreatedAt);
        if (!support.MayTry(message.ChatId, order.CallbackQueryId is not null) || left <= TimeSpan.Zero)
        {
            return false;
        }

        Text text;
        try
        {
            text = await renderer.OfAsync(message);
        }
        catch (UnrenderableException)
        {
            return false; // What is done instead says so.
        }

        using var timeout = new CancellationTokenSource(left < Worth ? left : Worth, time);
        try
        {
            return await SendAsync(order, text, timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> SendAsync(SendEphemeral order, Text text, CancellationToken cancellationToken)
    {
        var message = order.Message;
        var answer = await telegram.SendMessageAsync(
            new SendMessageCall
            {
                ChatId = message.ChatId,
                Text = text.Value,
                ParseMode = text.TelegramParseMode,
                ReplyMarkup = message.ReplyMarkup,
                MessageThreadId = message.ThreadId is 1 ? null : message.ThreadId,
                LinkPreviewOptions = message.LinkPreviewOptions ?? LinkPreviewOptions.OffJson,
                EphemeralMessageParameters = new EphemeralMessageParameters(order.ReceiverUserId, order.CallbackQueryId),
            },
            cancellationToken);

        switch (Classification.Classify(answer))
        {
            case TelegramOutcome.Delivered when IsEphemeral(answer):
                return true;
            case TelegramOutcome.Delivered { MessageId: { } shownToAll }:
                support.Denied();
                await TakeBackAsync(message.ChatId, shownToAll);
                return false;
            case TelegramOutcome.Permanent when order.CallbackQueryId is null:
                support.Refused(message.ChatId);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Deletes what all can see, whatever is left of the time for the press.</summary>
    private async Task TakeBackAsync(string chatId, long messageId)
    {
        using var timeout = new CancellationTokenSource(TakeBackWithin, time);
        try
        {
            while (true)
            {
                switch (Classification.Classify(await telegram.DeleteMessageAsync(new DeleteMessageCall(chatId, messageId), timeout.Token)))
                {
                    case TelegramOutcome.Delivered:
                    case TelegramOutcome.Permanent { Description: var gone } when ErrorTexts.IsGone(gone):
                        Log.ShownToAll(logger, chatId);
                        return;
                    case TelegramOutcome.Permanent:
                        Log.StaysShown(logger, chatId, messageId);
                        return;
                }

                await Task.Delay(TakeBackPause, time, timeout.Token);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            Log.StaysShown(logger, chatId, messageId);
        }
    }

    private static bool IsEphemeral(TelegramResponse answer) =>
        TelegramClient.ResultOf(answer) is { ValueKind: JsonValueKind.Object } sent && sent.TryGetProperty("ephemeral_message_id", out _);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The Bot API server showed a message for one member to everybody in chat {ChatId}; it was deleted, and no such message is sent any more.")]
        public static partial void ShownToAll(ILogger logger, string chatId);

        [LoggerMessage(2, LogLevel.Error, "The Bot API server showed a message for one member to everybody in chat {ChatId}, and message {TelegramMessageId} could not be deleted: delete it there. No such message is sent any more.")]
        public static partial void StaysShown(ILogger logger, string chatId, long telegramMessageId);
    }
}

/// <summary>A queue of its own, so that no message delays an answer that a user waits for.</summary>
internal sealed class EphemeralDefinition : ConsumerDefinition<EphemeralConsumer>
{
    public EphemeralDefinition() => EndpointName = Routes.EphemeralMessages;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EphemeralConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.PublishFaults = false;
}
