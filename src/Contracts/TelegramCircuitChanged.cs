using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// The circuit to Telegram opened (messages wait) or closed again. Published by the one Sender
/// whose request changed it.
/// </summary>
public sealed record TelegramCircuitChanged
{
    /// <summary><c>open</c> or <c>closed</c>.</summary>
    [Required, RegularExpression(@"^(open|closed)\z", ErrorMessage = "must be open or closed")]
    public required string State { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
