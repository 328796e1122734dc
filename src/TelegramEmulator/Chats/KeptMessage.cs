using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>A message with its last earlier versions.</summary>
internal sealed record KeptMessage(Message Current, IReadOnlyList<Message> Earlier, bool Deleted = false, string? Reaction = null);

internal sealed record ForumTopic(string Name, int IconColor = ForumTopic.Blue, string? IconCustomEmojiId = null, bool IsClosed = false, bool IsHidden = false)
{
    /// <summary>The colour of a topic for which none was chosen.</summary>
    public const int Blue = 0x6FB9F0;
}

/// <summary>A message that only its receiver sees, and the message in whose place it stands for them.</summary>
internal sealed record EphemeralMessage(Message Message, int? InPlaceOf);

/// <summary>A keyboard below the text box, or the wish that the next text is a reply: Telegram shows it at the box, not at the message.</summary>
internal sealed record BelowMarkup(int MessageId, IReadOnlyList<IReadOnlyList<string>> Keyboard, bool ForceReply, bool OneTime, string? Placeholder);
