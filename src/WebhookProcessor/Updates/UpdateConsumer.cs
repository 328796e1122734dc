using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Bookings;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Telemetry;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Reads an update and hands a text to its command. It may run twice for one update: the answers have ids computed from the
/// update's, so that they are sent once.
/// </summary>
public sealed class UpdateConsumer(TextHandler texts, ISeenUpdates seen, DecisionMetrics metrics) : IConsumer<TelegramUpdateReceived>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TelegramUpdateReceived> context)
    {
        var update = UpdateReader.Read(context.Message.Raw);

        if (update.CallbackQuery is not null)
        {
            // Whoever published it did not see that it is a press.
            await context.Publish(new TelegramPressReceived { Raw = context.Message.Raw, ReceivedAt = context.Message.ReceivedAt }, c => c.MessageId = context.MessageId);
            return;
        }

        metrics.Read(update.Message is null ? "other" : "message");
        if (update.Message is not { Text: not null, From: not null } message || await IsRepetition(update.UpdateId))
            return;

        await texts.Handle(context, update.UpdateId, message);
        await Remember(update.UpdateId);
    }

    // Without the store a repetition is not told from the first time, which is harmless; a /status that says nothing while Redis is away is not.
    private async Task<bool> IsRepetition(long updateId)
    {
        try
        {
            return await seen.Contains(updateId);
        }
        catch (Exception e) when (OutageRetry.IsOutage(e))
        {
            return false;
        }
    }

    private async Task Remember(long updateId)
    {
        try
        {
            await seen.Add(updateId);
        }
        catch (Exception e) when (OutageRetry.IsOutage(e))
        {
        }
    }
}
