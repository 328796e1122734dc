using System.Text;
using PhStudio.Messaging.Templates.Formatting;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Sources;

/// <summary>Reads <c>language/type.sbn-html</c> below a folder that others mount and edit.</summary>
internal static class OverrideFolder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What a reading found.</summary>
    /// <param name="Texts">The files that could be read.</param>
    /// <param name="Problems">Those that could not, and those that are no templates.</param>
    /// <param name="Unreadable">The templates among the problems: there is a file, but nobody knows what it says.</param>
    public sealed record Reading(IReadOnlyList<TemplateText> Texts, IReadOnlyList<TemplateProblem> Problems, IReadOnlySet<(string Language, string Type)> Unreadable)
    {
        /// <summary>Two readings of the same files with the same content.</summary>
        public bool SameAs(Reading? other) => other is not null && Texts.SequenceEqual(other.Texts) && Problems.SequenceEqual(other.Problems);
    }

    /// <summary>Reads the folder.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be listed.</exception>
    public static Reading Read(string folder)
    {
        var texts = new List<TemplateText>();
        var problems = new List<TemplateProblem>();
        var unreadable = new HashSet<(string, string)>();
        foreach (var language in Languages(folder))
        {
            foreach (var file in Directory.EnumerateFiles(language, $"*{TemplateText.Extension}").Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(file)[..^TemplateText.Extension.Length];
                if (TemplateContracts.IsFormer(name))
                {
                    continue;
                }

                if (TemplateContracts.Find(name) is not { Type: var type })
                {
                    problems.Add(new(file, 0, 0, $"there is no type of template {name}"));
                }
                else if (Refuse(file, out var source) is { } reason)
                {
                    problems.Add(new(file, 0, 0, reason));
                    unreadable.Add((Path.GetFileName(language), type));
                }
                else
                {
                    texts.Add(new(type, Path.GetFileName(language), source, file, BuiltIn: false));
                }
            }
        }

        var old = Languages(folder).SelectMany(OldForms.Files).Count();
        if (old > 0)
        {
            problems.Add(new(folder, 0, 0, $"has {old} {LocaleFormatter.Plural(old, ["template", "templates"], "en")} in an old form ({string.Join(", ", OldForms.Extensions)}), which {LocaleFormatter.Plural(old, ["is", "are"], "en")} not read: \"templates convert {folder}\" rewrites {LocaleFormatter.Plural(old, ["it", "them"], "en")}"));
        }

        return new(texts, problems, unreadable);
    }

    /// <summary>The folders of languages below a folder.</summary>
    public static IEnumerable<string> Languages(string folder) => Directory.EnumerateDirectories(folder).Where(IsLanguage).Order(StringComparer.Ordinal);

    /// <summary>Reads a file's text.</summary>
    /// <returns>Why it cannot be read, or null.</returns>
    public static string? Refuse(string file, out string source)
    {
        source = "";
        try
        {
            if (new FileInfo(file).Length > TemplateLimits.SourceBytes)
            {
                return $"is larger than {TemplateLimits.SourceBytes / 1024} KB";
            }

            source = Strict.GetString(File.ReadAllBytes(file)).TrimStart('\uFEFF').ReplaceLineEndings("\n");
            return null;
        }
        catch (DecoderFallbackException)
        {
            return "is not UTF-8";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read ({e.GetType().Name})";
        }
    }

    /// <summary>Writes a text as one step: a reader finds the old one or the new one. Returns the old one; null where there was none.</summary>
    public static string? Write(string folder, string type, string language, string source)
    {
        var file = FileOf(folder, type, language);
        var old = Known(file);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var written = $"{file}.new";
        File.WriteAllText(written, source.ReplaceLineEndings("\n"), Strict);
        File.Move(written, file, overwrite: true);
        return old;
    }

    /// <summary>Removes a text and returns it; null where there is none.</summary>
    public static string? Delete(string folder, string type, string language)
    {
        var file = FileOf(folder, type, language);
        var old = Known(file);
        if (old is not null)
        {
            // Without the folder of a language there is nothing to remove either, and this would throw.
            File.Delete(file);
        }

        return old;
    }

    private static string? Known(string file) => !File.Exists(file) ? null : Refuse(file, out var source) is { } reason ? $"(a text that {reason})" : source;

    private static string FileOf(string folder, string type, string language) =>
        IsLanguage(language) && TemplateContracts.Find(type) is { Type: var known }
            ? Path.Combine(folder, language, known + TemplateText.Extension)
            : throw new ArgumentException($"{language}/{type} is no template.");

    private static bool IsLanguage(string folder) =>
        Path.GetFileName(folder) is { Length: 2 or 3 } name && name.All(char.IsAsciiLetterLower);
}
