namespace PhStudio.Messaging.Templates;

/// <summary>How templates are found and how they show times.</summary>
public sealed record TemplateOptions
{
    /// <summary>
    /// The folder whose <c>language/type.sbn-html</c> files replace the built-in templates one by one. It must exist.
    /// Default: none, the built-in templates serve.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>The language of a recipient of whom nothing is known, and the one that a missing template falls back to. Default: <c>ru</c>.</summary>
    public string DefaultLanguage { get; init; } = "ru";

    /// <summary>The studio's time zone, an IANA name: where Telegram cannot show the reader's own. Default: <c>Europe/Moscow</c>.</summary>
    public string TimeZone { get; init; } = "Europe/Moscow";

    /// <summary>How often the folder is read. A change counts when two readings in a row agree, so it is picked up within twice this time. Default: 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
