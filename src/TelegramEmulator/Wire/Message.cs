namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>A person or a bot, as the Bot API shows it.</summary>
public sealed record User
{
    public required long Id { get; init; }
    public bool IsBot { get; init; }
    public required string FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? LanguageCode { get; init; }

    /// <summary>First and last name.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => LastName is null ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>A chat, as it stands in messages.</summary>
public sealed record Chat
{
    public required long Id { get; init; }

    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c> or <c>channel</c>.</summary>
    public required string Type { get; init; }
    public string? Title { get; init; }
    public string? Username { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public bool? IsForum { get; init; }
}

/// <summary>A marked piece of a text; offset and length count UTF-16 code units.</summary>
public sealed record MessageEntity
{
    public required string Type { get; init; }
    public required int Offset { get; init; }
    public required int Length { get; init; }
    public string? Url { get; init; }
    public User? User { get; init; }
    public string? Language { get; init; }
    public string? CustomEmojiId { get; init; }
    public long? UnixTime { get; init; }
    public string? DateTimeFormat { get; init; }
}

/// <summary>The buttons under a message, row by row.</summary>
public sealed record InlineKeyboardMarkup
{
    public required IReadOnlyList<IReadOnlyList<InlineKeyboardButton>> InlineKeyboard { get; init; }
}

/// <summary>One button.</summary>
public sealed record InlineKeyboardButton
{
    public required string Text { get; init; }
    public string? Style { get; init; }
    public string? IconCustomEmojiId { get; init; }
    public string? Url { get; init; }
    public string? CallbackData { get; init; }
    public CopyTextButton? CopyText { get; init; }
    public WebAppInfo? WebApp { get; init; }
    public LoginUrl? LoginUrl { get; init; }
    public string? SwitchInlineQuery { get; init; }
    public string? SwitchInlineQueryCurrentChat { get; init; }
    public SwitchInlineQueryChosenChat? SwitchInlineQueryChosenChat { get; init; }

    /// <summary>Set on a button that does nothing (docs/telegram.md 38).</summary>
    public DisabledButton? Disabled { get; init; }
}

/// <summary>An empty object.</summary>
public sealed record DisabledButton;

/// <summary>The page that a button opens within the app.</summary>
public sealed record WebAppInfo
{
    public required string Url { get; init; }
}

/// <summary>The address that a button opens with the person's Telegram account.</summary>
public sealed record LoginUrl
{
    public required string Url { get; init; }
    public string? ForwardText { get; init; }
    public string? BotUsername { get; init; }
    public bool? RequestWriteAccess { get; init; }
}

/// <summary>What a button writes behind the bot's name in a chat that the person chooses.</summary>
public sealed record SwitchInlineQueryChosenChat
{
    public string? Query { get; init; }
    public bool? AllowUserChats { get; init; }
    public bool? AllowBotChats { get; init; }
    public bool? AllowGroupChats { get; init; }
    public bool? AllowChannelChats { get; init; }
}

/// <summary>Whether and how the first link of a text is shown with a preview.</summary>
public sealed record LinkPreviewOptions
{
    public bool? IsDisabled { get; init; }
    public string? Url { get; init; }
    public bool? PreferSmallMedia { get; init; }
    public bool? PreferLargeMedia { get; init; }
    public bool? ShowAboveText { get; init; }
}

/// <summary>What a button puts on the clipboard.</summary>
public sealed record CopyTextButton
{
    public required string Text { get; init; }
}

/// <summary>Where a forwarded message comes from; all of ours come from a <c>user</c>.</summary>
public sealed record MessageOrigin
{
    public required string Type { get; init; }
    public required long Date { get; init; }
    public required User SenderUser { get; init; }
}

/// <summary>A message; an inaccessible one has a <see cref="Date"/> of 0 and nothing but its ids (docs/telegram.md 30).</summary>
public sealed record Message
{
    public required int MessageId { get; init; }

    /// <summary>The id of a message that one member of a group sees (docs/telegram.md 39); its <see cref="MessageId"/> is then 0.</summary>
    public int? EphemeralMessageId { get; init; }

    /// <summary>Who sees an ephemeral message.</summary>
    public User? ReceiverUser { get; init; }
    public int? MessageThreadId { get; init; }
    public User? From { get; init; }
    public required Chat Chat { get; init; }
    public required long Date { get; init; }
    public long? EditDate { get; init; }
    public bool? IsTopicMessage { get; init; }
    public bool? HasProtectedContent { get; init; }
    public MessageOrigin? ForwardOrigin { get; init; }
    public Message? ReplyToMessage { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<MessageEntity>? Entities { get; init; }
    public LinkPreviewOptions? LinkPreviewOptions { get; init; }
    public string? MediaGroupId { get; init; }
    public IReadOnlyList<PhotoSize>? Photo { get; init; }
    public string? Caption { get; init; }
    public IReadOnlyList<MessageEntity>? CaptionEntities { get; init; }
    public bool? ShowCaptionAboveMedia { get; init; }
    public bool? HasMediaSpoiler { get; init; }
    public InlineKeyboardMarkup? ReplyMarkup { get; init; }
    public long? MigrateToChatId { get; init; }
    public long? MigrateFromChatId { get; init; }

    /// <summary>True where the app of whom it mentions, or of everybody where it mentions nobody, opens an answer to it by itself.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool ForcesReply { get; init; }
}
