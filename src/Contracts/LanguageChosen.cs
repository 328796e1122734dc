using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// A person chose a language with <c>/language</c>. Published by WebhookProcessor; the Sender writes to that person in it
/// from now on where an order names none. The later choice counts, so a repeated one is harmless.
/// </summary>
public sealed record LanguageChosen
{
    /// <summary>The person's Telegram number, which is also the number of the private chat.</summary>
    [Range(typeof(long), "1", "9223372036854775807")]
    public required long UserId { get; init; }

    /// <summary>The language, such as <c>ru</c>.</summary>
    [Required, RegularExpression(@"^[a-z]{2,3}\z", ErrorMessage = "must be a language code such as ru or en")]
    public required string Language { get; init; }

    /// <summary>When it was chosen.</summary>
    [SensibleDate]
    public required DateTimeOffset ChosenAt { get; init; }
}
