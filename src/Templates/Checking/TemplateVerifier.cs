using System.Text.Json;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>Renders a template with values that break careless ones, before a customer's values do.</summary>
internal static class TemplateVerifier
{
    /// <summary>Ordinary and hostile texts.</summary>
    internal static IReadOnlyList<string> Typed { get; } =
    [
        "Анна",
        "",
        " ",
        "<script>alert(1)</script>",
        "<b>Анна & Co</b>",
        "</b></code>",
        "&lt;&amp;&nbsp;&#39;",
        "\"quotes\" 'and' `ticks` «ёлочки»",
        "{{client_name}} {{{raw}}}",
        "مرحبا שלום",
        "\u202Eevil\u2066",
        "zero\u200Bwidth\u200D\uFEFF",
        "👨‍👩‍👧‍👦🏳️‍🌈",
        "line\nline\r\nline\ttab\0nul",
        new string('x', 10_000),
        string.Concat(Enumerable.Repeat("👩‍🎨&<", 2_500)),
    ];

    /// <summary>Everything that is wrong; nothing when the template may be used.</summary>
    public static IEnumerable<string> Problems(LoadedTemplate template, CancellationToken cancellationToken) =>
        Cases(template.Contract).Select(values => Try(template, values, cancellationToken)).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The values that every template of a type is tried with.</summary>
    internal static IEnumerable<Dictionary<string, JsonElement>> Cases(TemplateContract contract)
    {
        var samples = contract.Samples;
        var required = samples.Where(s => contract.Value(s.Key)!.Required).ToDictionary();
        yield return samples.ToDictionary();
        yield return required;
        foreach (var optional in contract.Values.Where(v => !v.Required))
        {
            yield return samples.Where(s => s.Key != optional.Name).ToDictionary();
            yield return new Dictionary<string, JsonElement>(required) { [optional.Name] = optional.Sample };
        }

        foreach (var typed in contract.Values.Any(v => v.IsText) ? Typed : [])
        {
            var json = JsonSerializer.SerializeToElement(typed);
            yield return samples.ToDictionary(s => s.Key, s => contract.Value(s.Key)!.IsText ? json : s.Value);
        }
    }

    private static string? Try(LoadedTemplate template, Dictionary<string, JsonElement> values, CancellationToken cancellationToken)
    {
        try
        {
            var rendered = template.Render(values, cancellationToken: cancellationToken);
            return rendered.Cut ? null : Missing(template.Contract, rendered.Text, values);
        }
        catch (TemplateException e)
        {
            return e.Message;
        }
    }

    private static string? Missing(TemplateContract contract, string text, Dictionary<string, JsonElement> values)
    {
        var visible = contract.Markup ? TelegramMarkup.Visible(text) : text;
        var hidden = contract.Values.FirstOrDefault(v => v is { IsText: true, Required: true } && !visible.Contains(Shown(contract, v, values[v.Name]), StringComparison.Ordinal));
        return hidden is null ? null : $"does not show {hidden.Name}";
    }

    // A text at the very end loses its white space, as Telegram trims it too.
    private static string Shown(TemplateContract contract, TemplateValue value, JsonElement json)
    {
        var typed = (value.Kind == ValueKind.Lines ? UserText.Lines(json) : UserText.OneLine(json))!.Trim();
        return contract.Markup && value.IsTyped ? UnlinkedText.Of(typed) : typed;
    }
}
