using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// An update of Telegram that is no press of a button. Published by the Gateway (webhook) or the Sender (long polling), consumed by WebhookProcessor.
/// Telegram repeats updates: the consumer deduplicates (docs/telegram.md 12, 13).
/// </summary>
public sealed record TelegramUpdateReceived
{
    /// <summary>The update's JSON, as it came, byte for byte; it may be unreadable, or empty.</summary>
    [Required(AllowEmptyStrings = true)]
    public required string Raw { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>
/// Somebody pressed a button: the update of a press, apart from all others, so that a decision waits behind no text. Published by the
/// Gateway (webhook) or the Sender (long polling), consumed by WebhookProcessor. Where it is a request, the answer is <see cref="UpdateAnswered"/>.
/// </summary>
public sealed record TelegramPressReceived
{
    /// <summary>The update's JSON, as it came, byte for byte.</summary>
    [Required(AllowEmptyStrings = true)]
    public required string Raw { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>
/// What the user of a button is to read: the answer to a <see cref="TelegramPressReceived"/> that was a request,
/// sent by WebhookProcessor after the decision was stored, so that the Gateway can put it into the webhook's own response (docs/telegram.md 11).
/// </summary>
public sealed record UpdateAnswered
{
    /// <summary>Telegram's id of the callback query; null when the update needs no answer.</summary>
    public string? CallbackQueryId { get; init; }

    /// <summary>What the user reads, 0-200 characters.</summary>
    public string? Text { get; init; }

    /// <summary>True for a window that must be closed, false for a line that fades.</summary>
    public bool ShowAlert { get; init; }
}
