using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// An order to answer the press of a button, so that its spinner ends. Published by WebhookProcessor where the press
/// did not come with a webhook request that could carry the answer (long polling). A late or repeated one is harmless (docs/telegram.md 33).
/// </summary>
public sealed record AnswerCallback
{
    /// <summary>Telegram's id of the callback query.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string CallbackQueryId { get; init; }

    /// <summary>What the user reads, 0-200 characters (docs/telegram.md 26).</summary>
    [StringLength(200)]
    public string? Text { get; init; }

    /// <summary>True for a window that must be closed, false for a line that fades. Default: false.</summary>
    public bool ShowAlert { get; init; }
}
