using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Loading;

/// <summary>
/// Makes the next set of templates from the built-in ones and a reading of the folder. What did not change is taken over as it is,
/// what is broken leaves its last good version in place.
/// </summary>
internal sealed class SetBuilder(TemplateLoader loader)
{
    private readonly Dictionary<(string Language, string Type), TemplateText> _builtIn =
        BuiltInTemplates.All.ToDictionary(t => (t.Language, t.Type));

    /// <summary>The set of the built-in templates alone.</summary>
    public TemplateSet BuiltIn() => new([.. _builtIn.Values.Select(text => loader.BuiltIn(Contract(text), text))]);

    /// <summary>The set after a reading.</summary>
    public TemplateSet Next(TemplateSet current, OverrideFolder.Reading reading, out IReadOnlyList<TemplateProblem> problems)
    {
        var found = new List<TemplateProblem>(reading.Problems);
        var wanted = new Dictionary<(string Language, string Type), TemplateText>(_builtIn);
        foreach (var text in reading.Texts)
        {
            wanted[(text.Language, text.Type)] = text;
        }

        foreach (var key in reading.Unreadable)
        {
            wanted.Remove(key);
        }

        var next = wanted.Values.Select(text => Take(current, text, found)).OfType<LoadedTemplate>().ToList();
        next.AddRange(reading.Unreadable.Select(key => current.Find(key.Type, key.Language)).OfType<LoadedTemplate>());
        problems = [.. found, .. Incomplete(next)];
        return new(next);
    }

    private LoadedTemplate? Take(TemplateSet current, TemplateText text, List<TemplateProblem> problems)
    {
        var last = current.Find(text.Type, text.Language);
        if (last?.Text == text)
        {
            return last;
        }

        var loaded = loader.Load(Contract(text), text, out var found);
        problems.AddRange(found);
        return loaded ?? last;
    }

    // A language that was begun in the folder must be completed: until then its gaps fall back to the default language.
    private static IEnumerable<TemplateProblem> Incomplete(List<LoadedTemplate> templates)
    {
        foreach (var language in templates.GroupBy(t => t.Text.Language).Where(g => g.Count() < TemplateContracts.All.Count).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var missing = TemplateContracts.All.Select(c => c.Type).Except(language.Select(t => t.Text.Type));
            var folder = Path.GetDirectoryName(language.First().Text.File) ?? language.Key;
            yield return new(folder, 0, 0, $"the language {language.Key} lacks {string.Join(", ", missing)}");
        }
    }

    private static TemplateContract Contract(TemplateText text) =>
        TemplateContracts.Find(text.Type) ?? throw new InvalidOperationException($"There is no contract for the template {text.File}.");
}
