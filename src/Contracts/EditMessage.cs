using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// An order to change a message that <see cref="SendMessage"/> ordered before: the Sender knows where it went.
/// It never overtakes that send, and of several waiting edits of one message the one with the latest <see cref="CreatedAt"/> is made.
/// Exactly one of <see cref="Text"/> and <see cref="Template"/> is given; without <see cref="ReplyMarkup"/> the buttons go away.
/// </summary>
public sealed record EditMessage
{
    /// <summary>The edit's own identity.</summary>
    [NotEmptyId]
    public required Guid MessageId { get; init; }

    /// <summary>The <see cref="SendMessage.MessageId"/> of the message to change.</summary>
    [NotEmptyId]
    public required Guid TargetMessageId { get; init; }

    /// <summary>The chat of a message that the Sender did not send or no longer knows; with <see cref="TelegramMessageId"/>.</summary>
    [NumberOrText, RegularExpression(ChatIdForm.Pattern, ErrorMessage = ChatIdForm.Rule)]
    public string? ChatId { get; init; }

    /// <summary>Telegram's id of a message that the Sender did not send or no longer knows; with <see cref="ChatId"/>.</summary>
    [Range(typeof(long), "1", "9223372036854775807")]
    public long? TelegramMessageId { get; init; }

    /// <summary>The new text, in <see cref="ParseMode"/>.</summary>
    [StringLength(40_000, MinimumLength = 1)]
    public string? Text { get; init; }

    /// <summary>The name of a template instead of <see cref="Text"/>.</summary>
    [RegularExpression(@"^[a-z][a-z0-9_]{0,63}\z", ErrorMessage = "must be a template's name such as booking_confirmation")]
    public string? Template { get; init; }

    /// <summary>The language of the template. Default: the recipient's, else the studio's.</summary>
    [RegularExpression(@"^[a-z]{2,3}\z", ErrorMessage = "must be a language code such as ru or en")]
    public string? Language { get; init; }

    /// <summary>The template's values by their snake_case names.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    /// <summary><c>HTML</c> (the default), <c>MarkdownV2</c>, <c>Markdown</c> or <c>none</c>.</summary>
    [OneOf("HTML", "MarkdownV2", "Markdown", "none")]
    public string ParseMode { get; init; } = "HTML";

    /// <summary>Telegram's <c>reply_markup</c> object; none removes the buttons.</summary>
    [ReplyMarkup]
    public JsonElement? ReplyMarkup { get; init; }

    /// <summary>When it was ordered: of two edits of one message the later one stays.</summary>
    [SensibleDate]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    [StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public string? BookingId { get; init; }
}
