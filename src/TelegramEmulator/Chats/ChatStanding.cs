using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>What a chat lets the bot do.</summary>
public enum ChatStanding
{
    /// <summary>It takes messages.</summary>
    Open,

    /// <summary>The person blocked the bot.</summary>
    Blocked,

    /// <summary>The person's account is gone.</summary>
    Deactivated,

    /// <summary>The person never pressed Start.</summary>
    NeverStarted,

    /// <summary>The bot was thrown out of the group.</summary>
    Kicked,

    /// <summary>The bot left the group, or never was in it.</summary>
    NotMember,

    /// <summary>The group became a supergroup with another number.</summary>
    Migrated,
}

/// <summary>What Telegram says to a bot that writes into a chat that does not take it (docs/telegram.md 18, 19).</summary>
internal static class ChatStandingRules
{
    public static TelegramRefusal? Refusal(this ChatStanding standing, string chatType, long? migratedTo) => standing switch
    {
        ChatStanding.Open => null,
        ChatStanding.Blocked => TelegramRefusal.Forbidden("bot was blocked by the user"),
        ChatStanding.Deactivated => TelegramRefusal.Forbidden("user is deactivated"),
        ChatStanding.NeverStarted => TelegramRefusal.Forbidden("bot can't initiate conversation with a user"),
        ChatStanding.Kicked => TelegramRefusal.Forbidden($"bot was kicked from the {chatType} chat"),
        ChatStanding.NotMember => TelegramRefusal.Forbidden($"bot is not a member of the {chatType} chat"),
        _ => TelegramRefusal.Migrated(migratedTo ?? 0),
    };
}
