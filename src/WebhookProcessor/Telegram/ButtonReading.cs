namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>What became of a press's data.</summary>
/// <param name="Verdict">Whether to believe it.</param>
/// <param name="Button">What it says; only to be acted upon when it is <see cref="ButtonVerdict.Valid"/>.</param>
public readonly record struct ButtonReading(ButtonVerdict Verdict, Button Button = default);

/// <summary>Whether a press's data is believed.</summary>
public enum ButtonVerdict
{
    /// <summary>We wrote it, for this chat.</summary>
    Valid,

    /// <summary>We wrote it, for another chat: a copy.</summary>
    Foreign,

    /// <summary>It has our form, and a signature that none of our keys made.</summary>
    Forged,

    /// <summary>It is nothing that we write.</summary>
    Unknown,
}
