namespace PhStudio.Messaging.Templates;

/// <summary>
/// A template cannot be rendered with the values given. The message names the template, its language and the value at fault,
/// and never shows what the value held: it may be a name or a telephone number.
/// </summary>
public sealed class TemplateException(string type, string language, string? value, string reason)
    : Exception(value is null ? $"Template {type} ({language}): {reason}." : $"Template {type} ({language}): value {value} {reason}.")
{
    /// <summary>The template's type, such as <c>booking_notification</c>.</summary>
    public string Type { get; } = type;

    /// <summary>The language that it was asked for in.</summary>
    public string Language { get; } = language;

    /// <summary>The name of the value at fault; null when it is no single value.</summary>
    public string? Value { get; } = value;
}
