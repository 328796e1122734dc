using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Presses;
using PhStudio.Messaging.WebhookProcessor.Telemetry;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Reads an update and hands it on: a press to the booking's saga, a text to its command. It may run twice for one update:
/// a press is the saga's to recognise, and a text's answers have ids computed from the update's, so that they are sent once.
/// </summary>
public sealed class UpdateConsumer(PressHandler presses, TextHandler texts, ISeenUpdates seen, DecisionMetrics metrics) : IConsumer<TelegramUpdateReceived>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TelegramUpdateReceived> context)
    {
        var update = await Read(context);

        if (update.CallbackQuery is { } press)
        {
            metrics.Read("press");
            await presses.Handle(context, update.UpdateId, press);
            return;
        }

        // Nobody waits for the outcome of anything else.
        if (context.ResponseAddress is not null)
            await context.RespondAsync(new UpdateAnswered());

        metrics.Read(update.Message is null ? "other" : "message");
        if (update.Message is not { Text: not null, From: not null } message || await seen.Contains(update.UpdateId))
            return;

        await texts.Handle(context, update.UpdateId, message);
        await seen.Add(update.UpdateId);
    }

    // What cannot be read is parked; but if somebody presses and waits, the spinner ends now and not when the wait is over.
    private static async Task<TelegramUpdate> Read(ConsumeContext<TelegramUpdateReceived> context)
    {
        try
        {
            return UpdateReader.Read(context.Message.Raw);
        }
        catch (UnreadableUpdateException) when (context.ResponseAddress is not null)
        {
            await context.RespondAsync(new UpdateAnswered());
            throw;
        }
    }
}
