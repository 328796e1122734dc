using System.Text.Json;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>Arguments of <c>sendMessage</c>.</summary>
public sealed record SendMessageCall
{
    /// <summary>A chat's number as text, or <c>@channelname</c>.</summary>
    public required string ChatId { get; init; }

    /// <summary>1-4096 characters after the markup is read (docs/telegram.md 26).</summary>
    public required string Text { get; init; }

    /// <summary><c>HTML</c>, <c>MarkdownV2</c> or <c>Markdown</c>; null for plain text.</summary>
    public string? ParseMode { get; init; }

    /// <summary>Telegram's <c>reply_markup</c>, as it was ordered.</summary>
    public JsonElement? ReplyMarkup { get; init; }

    /// <summary>The topic; General, topic 1, must be left out (docs/telegram.md 31).</summary>
    public int? MessageThreadId { get; init; }

    /// <summary>Without a sound.</summary>
    public bool DisableNotification { get; init; }

    /// <summary>Neither forwarded nor saved by its readers.</summary>
    public bool ProtectContent { get; init; }

    /// <summary>Whether and how a link in the text is shown with a preview of its page; null for none.</summary>
    public JsonElement? LinkPreviewOptions { get; init; }

    /// <summary>The message that it replies to.</summary>
    public JsonElement? ReplyParameters { get; init; }

    /// <summary>The text's formatting, instead of a parse mode.</summary>
    public JsonElement? Entities { get; init; }

    /// <summary>Who alone sees it (docs/telegram.md 39).</summary>
    public EphemeralMessageParameters? EphemeralMessageParameters { get; init; }

    /// <summary>Above the free limit for 0.1 Star each (docs/telegram.md 16).</summary>
    public bool AllowPaidBroadcast { get; init; }
}

/// <summary>Who alone sees a message in a group (docs/telegram.md 39).</summary>
public sealed record EphemeralMessageParameters(long ReceiverUserId, string? CallbackQueryId);

/// <summary>Arguments of <c>deleteEphemeralMessage</c>.</summary>
public sealed record DeleteEphemeralMessageCall(string ChatId, long ReceiverUserId, long EphemeralMessageId);

/// <summary>Arguments of <c>deleteMessage</c> (docs/telegram.md 32).</summary>
public sealed record DeleteMessageCall(string ChatId, long MessageId);

/// <summary>Arguments of <c>editMessageText</c>; without <see cref="ReplyMarkup"/> the buttons go away.</summary>
public sealed record EditMessageTextCall
{
    public required string ChatId { get; init; }

    /// <summary>Telegram's id of the message.</summary>
    public required long MessageId { get; init; }

    /// <summary>The new text.</summary>
    public required string Text { get; init; }

    /// <summary><c>HTML</c>, <c>MarkdownV2</c> or <c>Markdown</c>; null for plain text.</summary>
    public string? ParseMode { get; init; }

    /// <summary>Telegram's <c>reply_markup</c>.</summary>
    public JsonElement? ReplyMarkup { get; init; }

    /// <summary>Whether a link in the text is shown with a preview of its page.</summary>
    public LinkPreviewOptions LinkPreviewOptions { get; init; } = LinkPreviewOptions.Off;
}

/// <summary>How links in a text are shown.</summary>
/// <param name="IsDisabled">True for no preview.</param>
public sealed record LinkPreviewOptions(bool IsDisabled)
{
    /// <summary>Where an order says nothing: a text, of a template or not, holds what a customer typed, and the page of an address in it is nothing that staff should be shown.</summary>
    public static LinkPreviewOptions Off { get; } = new(IsDisabled: true);

    /// <summary>As <see cref="Off"/>, in the form in which an order brings its own.</summary>
    public static JsonElement OffJson { get; } = JsonElement.Parse("""{"is_disabled":true}""");
}

/// <summary>Arguments of <c>answerCallbackQuery</c>.</summary>
public sealed record AnswerCallbackQueryCall(string CallbackQueryId, string? Text, bool ShowAlert);

/// <summary>Arguments of <c>setWebhook</c> (docs/telegram.md 1).</summary>
public sealed record SetWebhookCall(string Url, string SecretToken, IReadOnlyList<string> AllowedUpdates);

/// <summary>Arguments of <c>getUpdates</c> (docs/telegram.md 15).</summary>
public sealed record GetUpdatesCall(long? Offset, int Limit, int Timeout, IReadOnlyList<string> AllowedUpdates);

/// <summary>Arguments of calls that take none.</summary>
public sealed record NoArguments;

/// <summary>The bot, as <c>getMe</c> tells it.</summary>
public sealed record BotUser(long Id, string? Username = null, string? FirstName = null, bool? CanReadAllGroupMessages = null);

/// <summary>Arguments of <c>getChat</c>.</summary>
public sealed record GetChatCall(string ChatId);

/// <summary>A chat, as <c>getChat</c> tells it.</summary>
public sealed record ChatInfo(string Type, string? Title = null, ChatPermissions? Permissions = null, long? Id = null);

/// <summary>What every member of a group may do.</summary>
public sealed record ChatPermissions(bool? CanSendMessages = null, bool? CanPinMessages = null);

/// <summary>Arguments of <c>getChatMember</c>.</summary>
public sealed record GetChatMemberCall(string ChatId, long UserId);

/// <summary>A user's status in a chat, as <c>getChatMember</c> tells it; the rights are set where the status can have or lack them.</summary>
public sealed record ChatMemberInfo(string Status, bool? IsMember = null, bool? CanSendMessages = null, bool? CanPostMessages = null, bool? CanEditMessages = null, bool? CanPinMessages = null);

/// <summary>The webhook, as <c>getWebhookInfo</c> tells it (docs/telegram.md 5).</summary>
public sealed record WebhookInfo(string Url = "", int PendingUpdateCount = 0, string? LastErrorMessage = null, long? LastErrorDate = null, IReadOnlyList<string>? AllowedUpdates = null);

/// <summary>Arguments of <c>setMyCommands</c>: one menu per language (docs/telegram.md 34).</summary>
public sealed record SetMyCommandsCall(IReadOnlyList<MenuLine> Commands, string? LanguageCode);

/// <summary>Arguments of <c>setMySettings</c> (docs/telegram.md 41).</summary>
public sealed record SetMySettingsCall(string CallbackQueryMode);

public sealed record MenuLine(string Command, string Description);
