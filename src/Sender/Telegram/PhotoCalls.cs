using System.Text.Json;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>Arguments of <c>sendPhoto</c>; what is not explained here is as in <see cref="SendMessageCall"/>.</summary>
public sealed record SendPhotoCall
{
    public required string ChatId { get; init; }

    /// <summary>An address, Telegram's own id of a file, or <c>attach://</c> and the name of a file that goes with the call.</summary>
    public required string Photo { get; init; }

    /// <summary>Up to 1024 characters after the markup is read (docs/telegram.md 26).</summary>
    public string? Caption { get; init; }

    /// <summary>The caption's markup.</summary>
    public string? ParseMode { get; init; }

    /// <summary>The caption's formatting, instead of a parse mode.</summary>
    public JsonElement? CaptionEntities { get; init; }

    /// <summary>The buttons.</summary>
    public JsonElement? ReplyMarkup { get; init; }

    /// <summary>The topic.</summary>
    public int? MessageThreadId { get; init; }

    /// <summary>Without a sound.</summary>
    public bool DisableNotification { get; init; }

    /// <summary>Neither forwarded nor saved.</summary>
    public bool ProtectContent { get; init; }

    /// <summary>The message that it replies to.</summary>
    public JsonElement? ReplyParameters { get; init; }

    /// <summary>Above the free limit.</summary>
    public bool AllowPaidBroadcast { get; init; }
}

/// <summary>Arguments of <c>sendMediaGroup</c>: an album, which has no buttons; what is not explained here is as in <see cref="SendMessageCall"/>.</summary>
public sealed record SendMediaGroupCall
{
    public required string ChatId { get; init; }

    /// <summary>2-10 photos.</summary>
    public required IReadOnlyList<InputMediaPhoto> Media { get; init; }

    /// <summary>The topic.</summary>
    public int? MessageThreadId { get; init; }

    /// <summary>Without a sound.</summary>
    public bool DisableNotification { get; init; }

    /// <summary>Neither forwarded nor saved.</summary>
    public bool ProtectContent { get; init; }

    /// <summary>The message that it replies to.</summary>
    public JsonElement? ReplyParameters { get; init; }

    /// <summary>Above the free limit.</summary>
    public bool AllowPaidBroadcast { get; init; }
}

/// <summary>One photo of an album.</summary>
/// <param name="Media">As <see cref="SendPhotoCall.Photo"/>.</param>
/// <param name="Caption">As <see cref="SendPhotoCall.Caption"/>.</param>
/// <param name="ParseMode">The caption's markup.</param>
/// <param name="CaptionEntities">The caption's formatting, instead of a parse mode.</param>
public sealed record InputMediaPhoto(string Media, string? Caption = null, string? ParseMode = null, JsonElement? CaptionEntities = null)
{
    /// <summary>Always <c>photo</c>.</summary>
    public string Type { get; init; } = "photo";
}

/// <summary>Arguments of <c>editMessageCaption</c>; without <see cref="ReplyMarkup"/> the buttons go away.</summary>
public sealed record EditMessageCaptionCall
{
    public required string ChatId { get; init; }

    /// <summary>Telegram's id of the message.</summary>
    public required long MessageId { get; init; }

    /// <summary>The new caption.</summary>
    public required string Caption { get; init; }

    /// <summary>The caption's markup.</summary>
    public string? ParseMode { get; init; }

    /// <summary>The buttons.</summary>
    public JsonElement? ReplyMarkup { get; init; }
}
