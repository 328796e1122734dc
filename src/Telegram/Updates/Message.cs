using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>A message, ours or a person's.</summary>
public sealed record Message
{
    /// <summary>Telegram's id of it within the chat; 0 for one that cannot be named (docs/telegram.md 39).</summary>
    public long MessageId { get; init; }

    /// <summary>Telegram's id of a message that one member of the group sees, whose <see cref="MessageId"/> is 0 (docs/telegram.md 39); null for any other.</summary>
    public long? EphemeralMessageId { get; init; }

    /// <summary>Where it is.</summary>
    public required Chat Chat { get; init; }

    /// <summary>Who wrote it; null in channels.</summary>
    public User? From { get; init; }

    /// <summary>The chat that speaks: the group itself for an anonymous administrator, a channel for its posts (docs/telegram.md 36).</summary>
    public Chat? SenderChat { get; init; }

    /// <summary>The writer's name to show: for an anonymous administrator the group's, whose voice that is.</summary>
    public string? WriterName => From is { IsAnonymous: true } && SenderChat?.Title is { } title && !BlankText.Is(title) ? User.Shortened(title) : From?.ShownName;

    /// <summary>When it was written; null where it is not told, and for a message that cannot be reached any more (docs/telegram.md 30).</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Its text; null for anything else.</summary>
    public string? Text { get; init; }

    /// <summary>The text under a photo, a voice message or a file.</summary>
    public string? Caption { get; init; }

    /// <summary>The topic it is in. Telegram also numbers threads of replies, which are no topics: sending there is refused (docs/telegram.md 31).</summary>
    public int? TopicId { get; init; }

    /// <summary>The message that it replies to.</summary>
    public RepliedMessage? ReplyTo { get; init; }

    /// <summary>True for a post that Telegram carried over from the group's channel by itself.</summary>
    public bool IsAutomaticForward { get; init; }

    /// <summary>True for what somebody wrote elsewhere and the writer only passes on.</summary>
    public bool IsForwarded { get; init; }

    /// <summary>True for what a person sent without a text: a photo, a voice message, a sticker, a file, a place.</summary>
    public bool HasMedia { get; init; }

    /// <summary>In the old group's last message: the supergroup's number (docs/telegram.md 18).</summary>
    public long? MigrateToChatId { get; init; }

    /// <summary>In the supergroup's first message: the group's number (docs/telegram.md 18).</summary>
    public long? MigrateFromChatId { get; init; }
}
