using System.Text.Json;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.WebhookProcessor.Texts;

/// <summary>The short texts that are no messages: popups, button labels, menu lines, in the reader's language.</summary>
public sealed class Localizer(TemplateLibrary library)
{
    /// <summary>The languages that we speak.</summary>
    public IReadOnlyList<string> Languages => library.WholeLanguages;

    public string DefaultLanguage => library.DefaultLanguage;

    /// <summary>The language for the language code of a person's app.</summary>
    public string LanguageOf(string? code) => library.LanguageOf(code);

    /// <summary>A phrase with its values filled in, as plain text.</summary>
    public string Of(string name, string language, params (string Name, object? Value)[] values) => library.RenderPlain(name, language, Values(values));

    /// <summary>A piece of a message that is put together here, as Telegram's HTML.</summary>
    public string Html(string name, string language, params (string Name, object? Value)[] values) => library.Render(name, language, Values(values)).Text;

    /// <summary>Values with some more of them.</summary>
    public static Dictionary<string, JsonElement> With(IReadOnlyDictionary<string, JsonElement> values, params IEnumerable<(string Name, object? Value)> more) =>
        new(values.Concat(Values(more)), StringComparer.Ordinal);

    /// <summary>Values in the form that templates take; those that are null are left out.</summary>
    public static Dictionary<string, JsonElement> Values(params IEnumerable<(string Name, object? Value)> values) =>
        values.Where(v => v.Value is not null).ToDictionary(v => v.Name, v => JsonSerializer.SerializeToElement(v.Value), StringComparer.Ordinal);
}
