namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>The buttons under a message, row by row.</summary>
public sealed record InlineKeyboardMarkup
{
    public required IReadOnlyList<IReadOnlyList<InlineKeyboardButton>> InlineKeyboard { get; init; }
}

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

    /// <summary>True for a kind that no bot here may send.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsUnoffered { get; init; }
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

/// <summary>What a button puts on the clipboard.</summary>
public sealed record CopyTextButton
{
    public required string Text { get; init; }
}
