using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Publishes the outcome of a message, and answers the caller where it was a request. An outcome that the ledger knew before goes to the caller only,
/// unless an earlier delivery of this order began and did not end: that process may have died before it published anything. Of an order that is <see cref="SendMessage.Transient"/> nothing is published.
/// </summary>
internal sealed partial class DeliveryEvents(ISentNotes notes, SenderMetrics metrics, TimeProvider time, ILogger<DeliveryEvents> logger)
{
    public Task SentAsync(ConsumeContext<SendMessage> context, DeliveredMessage delivery, int attempts, bool isNews, IReadOnlyList<long>? parts = null) => TellAsync(context, isNews, "sent", new MessageSent
    {
        MessageId = context.Message.MessageId,
        ChatId = delivery.ChatId,
        TelegramMessageId = delivery.TelegramMessageId,
        TelegramMessageIds = parts,
        SentAt = delivery.At,
        Attempts = Math.Max(1, attempts),
        Remark = delivery.Remark,
        Detail = delivery.Why,
        BookingId = context.Message.BookingId,
        Template = context.Message.Template,
        OrderedAt = context.Message.CreatedAt,
    });

    public Task FailedAsync(ConsumeContext<SendMessage> context, FailureReason reason, string? detail, int attempts, bool isNews) =>
        TellAsync(context, isNews, "failed", Failure(context.Message.MessageId, context.Message.ChatId, context.Message.BookingId, reason, detail, attempts) with
        {
            Template = context.Message.Template,
            OrderedAt = context.Message.CreatedAt,
        });

    public Task FailedAsync(ConsumeContext<EditMessage> context, string chatId, FailureReason reason, string? detail, int attempts) =>
        TellAsync(context, isNews: true, "failed", Failure(context.Message.MessageId, chatId, context.Message.BookingId, reason, detail, attempts));

    public Task ExpiredAsync(ConsumeContext<SendMessage> context) => TellAsync(context, isNews: true, "expired", new MessageExpired
    {
        MessageId = context.Message.MessageId,
        ChatId = context.Message.ChatId,
        ExpiredAt = time.GetUtcNow(),
        BookingId = context.Message.BookingId,
        Template = context.Message.Template,
        OrderedAt = context.Message.CreatedAt,
    });

    public Task UnknownAsync(ConsumeContext<SendMessage> context, bool resending, int attempts, bool isNews)
    {
        var unknown = new MessageUnknown
        {
            MessageId = context.Message.MessageId,
            ChatId = context.Message.ChatId,
            Resending = resending,
            At = time.GetUtcNow(),
            Attempts = attempts,
            BookingId = context.Message.BookingId,
            Template = context.Message.Template,
            OrderedAt = context.Message.CreatedAt,
        };

        if (!resending && isNews && IsTold(context))
        {
            Log.Unknown(logger, unknown.MessageId);
        }

        // A caller waits for the end, which a message that is sent again has not reached.
        return resending ? PublishAsync(context, isNews, "unknown", unknown) : TellAsync(context, isNews, "unknown", unknown);
    }

    /// <summary>It waits for its turn in its chat. Published once: a message that waits again waits for the same reason.</summary>
    public Task DeferredAsync(ConsumeContext<SendMessage> context, DateTimeOffset until) =>
        context.Deferrals() > 0 || !IsTold(context) ? Task.CompletedTask : context.Publish(Progress(context.Message, "deferred") with { Until = until, Why = "the limits of its chat, or of the bot" });

    /// <summary>It waits for its own time. Published once.</summary>
    public Task ScheduledAsync(ConsumeContext<SendMessage> context, DateTimeOffset at) =>
        context.Deferrals() > 0 || !IsTold(context) ? Task.CompletedTask : context.Publish(Progress(context.Message, "scheduled") with { Until = at });

    /// <summary>An attempt failed, and there will be another.</summary>
    public Task AttemptFailedAsync(ConsumeContext<SendMessage> context, string why, int attempts) =>
        !IsTold(context) ? Task.CompletedTask : context.Publish(Progress(context.Message, "attempt_failed") with { Why = why, Attempts = attempts });

    /// <summary>A message that was sent before has another text or other buttons now.</summary>
    public Task EditedAsync(ConsumeContext<EditMessage> context, string chatId, string? remark) => context.Publish(new MessageProgressed
    {
        MessageId = context.Message.TargetMessageId,
        ChatId = chatId,
        What = "edited",
        Why = remark,
        At = time.GetUtcNow(),
        BookingId = context.Message.BookingId,
    });

    private MessageProgressed Progress(SendMessage order, string what) => new()
    {
        MessageId = order.MessageId,
        ChatId = order.ChatId,
        What = what,
        At = time.GetUtcNow(),
        BookingId = order.BookingId,
        Template = order.Template,
        OrderedAt = order.CreatedAt,
    };

    private MessageFailed Failure(Guid messageId, string chatId, string? bookingId, FailureReason reason, string? detail, int attempts) => new()
    {
        MessageId = messageId,
        ChatId = chatId,
        Reason = reason,
        Detail = detail,
        FailedAt = time.GetUtcNow(),
        Attempts = attempts,
        BookingId = bookingId,
    };

    private async Task TellAsync<T>(ConsumeContext context, bool isNews, string how, T fact)
        where T : class
    {
        await PublishAsync(context, isNews, how, fact);
        if (context.ResponseAddress is not null)
        {
            await context.RespondAsync(fact);
        }
    }

    private async Task PublishAsync<T>(ConsumeContext context, bool isNews, string how, T fact)
        where T : class
    {
        if (!isNews && !context.WasBegun())
        {
            return;
        }

        if (IsTold(context))
        {
            if (fact is MessageSent noted)
            {
                // First, so that a consumer of the event that asks the Gateway gets the same answer.
                await notes.NoteAsync(context, noted);
            }

            await context.Publish(fact);
        }

        // Anybody who writes to the bot and blocks it can make an answer fail: that wakes nobody.
        if (IsTold(context) || fact is MessageSent or MessageExpired)
        {
            metrics.Settled(how);
        }

        if (fact is MessageSent sent)
        {
            Log.Sent(logger, sent.MessageId, sent.TelegramMessageId, sent.Attempts);
        }
    }

    private static bool IsTold(ConsumeContext context) => context is not ConsumeContext<SendMessage> { Message.Transient: true };

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Information, "MessageSent: {MessageId} is Telegram's {TelegramMessageId}, at attempt {Attempts}")]
        public static partial void Sent(ILogger logger, Guid messageId, long telegramMessageId, int attempts);

        [LoggerMessage(1, LogLevel.Warning, "Telegram did not answer whether it has message {MessageId}: it is unknown and is not sent again until POST /messages/{MessageId}/resolve says so.")]
        public static partial void Unknown(ILogger logger, Guid messageId);
    }
}
