using System.Text;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Sources;

/// <summary>Reads <c>language/type.hbs</c> below a folder that others mount and edit.</summary>
internal static class OverrideFolder
{
    private const int LargestFile = 64 * 1024;
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
        foreach (var language in Directory.EnumerateDirectories(folder).Where(IsLanguage).Order(StringComparer.Ordinal))
        {
            foreach (var file in Directory.EnumerateFiles(language, "*.hbs").Order(StringComparer.Ordinal))
            {
                if (TemplateContracts.Find(Path.GetFileNameWithoutExtension(file)) is not { Type: var type })
                {
                    problems.Add(new(file, 0, $"there is no type of template {Path.GetFileNameWithoutExtension(file)}"));
                }
                else if (Refuse(file, out var source) is { } reason)
                {
                    problems.Add(new(file, 0, reason));
                    unreadable.Add((Path.GetFileName(language), type));
                }
                else
                {
                    texts.Add(new(type, Path.GetFileName(language), source, file, BuiltIn: false));
                }
            }
        }

        return new(texts, problems, unreadable);
    }

    private static string? Refuse(string file, out string source)
    {
        source = "";
        try
        {
            if (new FileInfo(file).Length > LargestFile)
            {
                return $"is larger than {LargestFile / 1024} KB";
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

    private static bool IsLanguage(string folder) =>
        Path.GetFileName(folder) is { Length: 2 or 3 } name && name.All(char.IsAsciiLetterLower);
}
