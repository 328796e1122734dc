using System.Collections.Frozen;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Loading;

/// <summary>The templates of one moment. Never changes: a reload makes a new one, and a rendering keeps the one it began with.</summary>
internal sealed class TemplateSet(IReadOnlyCollection<LoadedTemplate> templates)
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, LoadedTemplate>> _byLanguage = templates
        .GroupBy(t => t.Text.Language)
        .ToFrozenDictionary(g => g.Key, g => g.ToFrozenDictionary(t => t.Text.Type));

    public IEnumerable<LoadedTemplate> All => _byLanguage.Values.SelectMany(l => l.Values);

    /// <summary>The languages that have at least one.</summary>
    public IEnumerable<string> Languages => _byLanguage.Keys;

    /// <summary>The languages that have all of them.</summary>
    public IReadOnlyList<string> WholeLanguages { get; } =
        [.. templates.GroupBy(t => t.Text.Language).Where(g => g.Count() >= TemplateContracts.All.Count).Select(g => g.Key).Order(StringComparer.Ordinal)];

    /// <summary>The template, or null.</summary>
    public LoadedTemplate? Find(string type, string language) =>
        _byLanguage.TryGetValue(language, out var types) ? types.GetValueOrDefault(type) : null;
}
