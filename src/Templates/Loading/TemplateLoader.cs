using System.Collections.Concurrent;
using PhStudio.Messaging.Templates.Checking;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Loading;

/// <summary>Makes templates from their sources, and refuses those that could fail later.</summary>
internal sealed class TemplateLoader(TimeZoneInfo zone)
{
    private readonly ConcurrentDictionary<(string Language, bool Markup), TemplateEngine> _engines = new();

    /// <summary>Parses, checks and proves a template.</summary>
    /// <returns>Null when there are problems.</returns>
    public LoadedTemplate? Load(TemplateContract contract, TemplateText text, out IReadOnlyList<TemplateProblem> problems, CancellationToken cancellationToken = default)
    {
        if (Parse(contract, text, out problems) is not { } body)
        {
            return null;
        }

        var template = new LoadedTemplate(contract, text, new(body));
        problems = [.. Prove(template, cancellationToken).Select(reason => new TemplateProblem(text.File, 0, 0, reason))];
        return problems.Count == 0 ? template : null;
    }

    /// <summary>A template that ships with us, which our tests prove: it is parsed when it is first rendered.</summary>
    public LoadedTemplate BuiltIn(TemplateContract contract, TemplateText text) =>
        new(contract, text, new(() => Parse(contract, text, out var problems) ?? throw new InvalidOperationException(string.Join(' ', problems))));

    /// <summary>Everything that is wrong with a template when it is rendered with values that break careless ones.</summary>
    public static IReadOnlyList<string> Prove(LoadedTemplate template, CancellationToken cancellationToken = default) =>
        [.. TemplateVerifier.Problems(template, cancellationToken)];

    private TemplateBody? Parse(TemplateContract contract, TemplateText text, out IReadOnlyList<TemplateProblem> problems)
    {
        var scan = TemplateScan.Of(contract, text);
        problems = scan.Problems;
        if (scan.Parsed is not { } parsed || problems.Count > 0)
        {
            return null;
        }

        var engine = _engines.GetOrAdd((text.Language, contract.Markup), key => new(key.Language, key.Markup, zone));
        string[] cuttable = [.. contract.Values.Where(v => (v.IsText || v.Kind == ValueKind.Times) && scan.Used.Contains(v.Name)).Select(v => v.Name)];
        return new(parsed, cuttable, engine);
    }
}
