using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// An order to put the bot's commands into Telegram's menu (<c>setMyCommands</c>), one menu per language (docs/telegram.md 34).
/// Sent by WebhookProcessor at its start, carried out by the Sender; the same again changes nothing.
/// </summary>
public sealed record SetBotCommands
{
    /// <summary>Two-letter code of the users' language; null for everybody whose language has no menu of its own.</summary>
    [RegularExpression(@"^[a-z]{2}\z", ErrorMessage = "must be a language code of two letters such as ru")]
    public string? Language { get; init; }

    /// <summary>The menu, 1-100 entries in the order shown.</summary>
    [Required, Count(1, 100)]
    public required IReadOnlyList<BotCommand> Commands { get; init; }
}

/// <summary>One line of the menu.</summary>
public sealed record BotCommand
{
    /// <summary>The command without its slash, 1-32 characters of a-z, 0-9 and underscores.</summary>
    [Required, RegularExpression(@"^[a-z0-9_]{1,32}\z", ErrorMessage = "must be 1-32 characters of a-z, 0-9 and _")]
    public required string Command { get; init; }

    /// <summary>What it does, 1-256 characters.</summary>
    [Required, StringLength(256, MinimumLength = 1)]
    public required string Description { get; init; }
}
