using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// Remembers a staff group's new number, so that the buttons signed for the old one still work. The same again changes nothing. A move of a chat that
/// is not the staff's or is a supergroup already, or a second one to another number, is ignored: it would make another group a staff chat.
/// </summary>
public sealed partial class ChatMoveConsumer(StaffChats chats, IChatMoves moves, ILogger<ChatMoveConsumer> logger) : IConsumer<ChatMigrated>
{
    public async Task Consume(ConsumeContext<ChatMigrated> context)
    {
        var (from, to) = (context.Message.OldChatId, context.Message.NewChatId);
        if (!chats.Contains([from]))
        {
            // A customer's or a broadcast's group: the Sender knows its new number by itself.
            return;
        }

        if (ChatId.IsSupergroup(from))
        {
            Log.CannotMove(logger, from, to);
            return;
        }

        if (!await moves.MovedAsync(from, to))
        {
            Log.MovedTwice(logger, from, to);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The staff chat {From} is said to have moved to {To}, but is a supergroup already, which cannot move: ignored")]
        public static partial void CannotMove(ILogger logger, string from, string to);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The staff chat {From} is said to have moved to {To}, but has moved elsewhere before: ignored")]
        public static partial void MovedTwice(ILogger logger, string from, string to);
    }
}
