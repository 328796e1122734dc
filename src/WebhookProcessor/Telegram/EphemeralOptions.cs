namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>Whether lists and answers in a group are shown to the one who asked only (docs/telegram.md 39).</summary>
/// <param name="IsOn">From <c>EPHEMERAL</c>: <c>auto</c> tries it, and does as before where the server or the group does not take it; <c>off</c> never tries. Default: auto.</param>
public sealed record EphemeralOptions(bool IsOn)
{
    /// <summary>The setting's form.</summary>
    public const string Format = "auto or off";

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static EphemeralOptions? Parse(string text) => text switch
    {
        "auto" => new(IsOn: true),
        "off" => new(IsOn: false),
        _ => null,
    };
}
