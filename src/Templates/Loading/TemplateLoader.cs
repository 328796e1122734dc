using System.Collections.Concurrent;
using PhStudio.Messaging.Templates.Checking;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;
using Scriban;

namespace PhStudio.Messaging.Templates.Loading;

/// <summary>Makes templates from their sources, and refuses those that could fail later.</summary>
internal sealed class TemplateLoader(TimeZoneInfo zone)
{
    private readonly ConcurrentDictionary<(string Language, bool Markup), TemplateEngine> _engines = new();

    /// <summary>Parses, checks and, unless it ships with us and was proved by our tests, proves a template.</summary>
    /// <returns>Null when there are problems.</returns>
    public LoadedTemplate? Load(TemplateContract contract, TemplateText text, out IReadOnlyList<TemplateProblem> problems, bool prove = true, CancellationToken cancellationToken = default)
    {
        var scan = TemplateScan.Of(contract, text);
        problems = scan.Problems;
        if (scan.Parsed is not { } parsed || problems.Count > 0)
        {
            return null;
        }

        var template = Bind(contract, text, scan.Used, parsed);
        if (prove)
        {
            problems = [.. Prove(template, cancellationToken).Select(reason => new TemplateProblem(text.File, 0, 0, reason))];
        }

        return problems.Count == 0 ? template : null;
    }

    /// <summary>Everything that is wrong with a template when it is rendered with values that break careless ones.</summary>
    public static IReadOnlyList<string> Prove(LoadedTemplate template, CancellationToken cancellationToken = default) =>
        [.. TemplateVerifier.Problems(template, cancellationToken)];

    private LoadedTemplate Bind(TemplateContract contract, TemplateText text, IReadOnlySet<string> used, Template parsed)
    {
        var engine = _engines.GetOrAdd((text.Language, contract.Markup), key => new(key.Language, key.Markup, zone));
        string[] cuttable = [.. contract.Values.Where(v => (v.IsText || v.Kind == ValueKind.Times) && used.Contains(v.Name)).Select(v => v.Name)];
        return new(contract, text, cuttable, parsed, engine);
    }
}
