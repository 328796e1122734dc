using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Reads an update and hands a text to its command. It may run twice for one update: the answers have ids computed from the
/// update's, so that they are sent once.
/// </summary>
public sealed class UpdateConsumer(TextHandler texts, StaffMoves moves, StaffStanding standing, CustomerStanding customers, ISeenUpdates seen, DecisionMetrics metrics) : IConsumer<TelegramUpdateReceived>
{
    /// <summary>Anybody can give one every few seconds, for ever. One that is older than ten minutes is not carried out, so none is carried out again.</summary>
    private static readonly TimeSpan CommandsMemory = TimeSpan.FromHours(1);

    public async Task Consume(ConsumeContext<TelegramUpdateReceived> context)
    {
        var update = UpdateReader.Read(context.Message.Raw);

        if (update.CallbackQuery is not null)
        {
            // Its publisher did not recognise it as a press.
            await context.Publish(new TelegramPressReceived { Raw = context.Message.Raw, ReceivedAt = context.Message.ReceivedAt }, c => c.MessageId = context.MessageId);
            return;
        }

        metrics.Read(update.Message is null ? "other" : "message");
        if (update.MyChatMember is { } member)
        {
            await standing.FollowAsync(context, member);
            await customers.FollowAsync(context, member);
            return;
        }

        if (update.Message is not { } message)
        {
            return;
        }

        await FollowAsync(message);
        if (message.From is null || !(message.Text is not null || message.Caption is not null || message.HasMedia) || !IsAPersons(message) || await IsRepetitionAsync(update.UpdateId))
        {
            return;
        }

        // Texts without an effect, which most texts in groups are, need not be remembered.
        if (await texts.HandleAsync(context, update.UpdateId, message))
        {
            await RememberAsync(update.UpdateId, TextHandler.IsCommand(message) ? CommandsMemory : null);
        }
    }

    // Telegram tells of a move on both sides, in the group's last message and in the supergroup's first (docs/telegram.md 18).
    private async Task FollowAsync(Message message)
    {
        var (before, after) = message switch
        {
            { MigrateToChatId: { } to } => (message.Chat.Id, to),
            { MigrateFromChatId: { } from } => (from, message.Chat.Id),
            _ => (0, 0),
        };
        if (before != 0)
        {
            await moves.FollowAsync(before, after);
        }
    }

    /// <summary>
    /// False for bots, a channel's posts that Telegram carries over, who speaks as a channel, and a private chat that is not its writer's, which is a forgery.
    /// An anonymous administrator speaks as the group itself (docs/telegram.md 36).
    /// </summary>
    private static bool IsAPersons(Message message) =>
        !message.IsAutomaticForward
        && (message.SenderChat is null || message.SenderChat.Id == message.Chat.Id)
        && (!message.From!.IsBot || message.From.Id == User.AnonymousAdministrator)
        && (!message.Chat.IsPrivate || message.Chat.Id == message.From.Id);

    // Without the store a repetition is not recognised, which is harmless; a /status without an answer while Redis is unavailable is not.
    private async Task<bool> IsRepetitionAsync(long updateId)
    {
        try
        {
            return await seen.ContainsAsync(updateId);
        }
        catch (Exception e) when (OutageRetry.IsOutage(e))
        {
            return false;
        }
    }

    private async Task RememberAsync(long updateId, TimeSpan? memory)
    {
        try
        {
            await seen.AddAsync(updateId, memory);
        }
        catch (Exception e) when (OutageRetry.IsOutage(e))
        {
        }
    }
}
