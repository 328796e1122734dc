using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>What a bot is brought of a group where it is a plain member with privacy mode on, as every new bot is: what is meant for it.</summary>
internal static class PrivacyMode
{
    /// <summary>True for what the bot is brought although it does not read the group: service messages, commands unless they name another bot, replies to the bot, and what mentions it.</summary>
    public static bool IsMeantFor(User bot, Message message)
    {
        var text = message.Text ?? message.Caption ?? "";
        var entities = message.Entities ?? message.CaptionEntities ?? [];
        return message.Happened is not null
            || message.ReplyToMessage?.From?.Id == bot.Id
            || entities.Any(entity => entity.Type switch
            {
                "bot_command" => entity.Offset == 0 && IsOurs(TextOf(entity).Split('@')),
                "mention" => string.Equals(TextOf(entity), $"@{bot.Username}", StringComparison.OrdinalIgnoreCase),
                "text_mention" => entity.User?.Id == bot.Id,
                _ => false,
            });

        string TextOf(MessageEntity entity) => text.Substring(entity.Offset, entity.Length);

        bool IsOurs(string[] command) => command.Length == 1 || string.Equals(command[1], bot.Username, StringComparison.OrdinalIgnoreCase);
    }
}
