using System.Text.Json;
using PhStudio.Messaging.Templates.Loading;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Preview;

/// <summary>A draft of a template: a source, a type in use, or a source for a type.</summary>
public sealed record TemplatePreview
{
    private const string Name = "draft";

    /// <summary>The type; without one the source may use every value that there is.</summary>
    public TemplateContract? Contract { get; init; }

    /// <summary>The source; without one the template in use is shown.</summary>
    public string? Source { get; init; }

    /// <summary>The language. Default: the studio's.</summary>
    public string? Language { get; init; }

    /// <summary>The values. Default: the samples.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    /// <summary>Renders it, after the same checks that a file in the folder passes.</summary>
    /// <exception cref="TemplateException">One of the values is missing or wrong; it is named.</exception>
    /// <exception cref="ArgumentException">Neither a type nor a source is given.</exception>
    /// <exception cref="OperationCanceledException">The caller no longer waits.</exception>
    public PreviewResult Preview(TemplateLibrary library, CancellationToken cancellationToken = default)
    {
        var contract = Contract ?? (Source is null ? throw new ArgumentException("A draft is a type, a source, or both.") : FreeContract.Instance);
        var values = Values ?? contract.Samples;
        if (Source is null)
        {
            var inUse = library.Render(contract.Type, Language, values);
            return new(inUse, contract.Limit, [], Warnings(contract, inUse));
        }

        var language = Language ?? library.DefaultLanguage;
        var draft = new TemplateLoader(library.Zone).Load(contract, new(contract.Type, language, Source.ReplaceLineEndings("\n"), Name, BuiltIn: false), out var problems, cancellationToken: cancellationToken);
        var text = draft?.Render(values, cancellationToken: cancellationToken);
        return new(text, contract.Limit, problems, text is null ? [] : Warnings(contract, text));
    }

    private List<string> Warnings(TemplateContract contract, RenderedText text)
    {
        var warnings = new List<string>();
        if (Values is null && contract.Values.Count > 0)
        {
            warnings.Add("No values were given: the samples are used.");
        }

        var unknown = (Values ?? contract.Samples).Keys.Where(name => contract.Value(name) is null).ToList();
        if (unknown.Count > 0)
        {
            warnings.Add($"{contract.Type} has no value {string.Join(", ", unknown)}: it is ignored.");
        }

        if (Language is not null && text.Language != Language)
        {
            warnings.Add($"There is no such template in {Language}: the one in {text.Language} stands in.");
        }

        if (text.Cut)
        {
            warnings.Add($"Values are cut to keep within {contract.Limit} characters.");
        }

        return warnings;
    }
}
