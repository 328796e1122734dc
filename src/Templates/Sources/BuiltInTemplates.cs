using System.Reflection;
using System.Text;

namespace PhStudio.Messaging.Templates.Sources;

/// <summary>The templates that ship inside this assembly.</summary>
public static class BuiltInTemplates
{
    /// <summary>The languages, each a folder that has every text.</summary>
    public static IReadOnlyList<string> Languages => [.. All.Select(text => text.Language).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<TemplateText> All { get; } = Load();

    private static IReadOnlyList<TemplateText> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new List<TemplateText>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(TemplateText.Extension, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            var source = reader.ReadToEnd().ReplaceLineEndings("\n");
            found.Add(new(name[(slash + 1)..^TemplateText.Extension.Length], name[..slash], source, name, BuiltIn: true));
        }

        return found;
    }
}
