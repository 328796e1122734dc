namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>The result of reading a press's data.</summary>
/// <param name="Verdict">Whether it is valid.</param>
/// <param name="Button">The button; to be used only where the verdict is <see cref="ButtonVerdict.Valid"/>.</param>
public readonly record struct ButtonReading(ButtonVerdict Verdict, Button Button = default);

/// <summary>Whether a press's data is valid.</summary>
public enum ButtonVerdict
{
    /// <summary>We wrote it, for this chat.</summary>
    Valid,

    /// <summary>We wrote it, for another chat: a copy.</summary>
    Foreign,

    /// <summary>It has our form, and a signature that none of our keys made.</summary>
    Forged,

    /// <summary>It is not our form.</summary>
    Unknown,
}
