using PhStudio.Messaging.Templates.Checking;
using PhStudio.Messaging.Templates.Loading;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>Rewrites the old files of a folder, each only where the result passes every check.</summary>
internal static class FolderConversion
{
    /// <summary>The suffix of the old files afterwards, which are kept and no longer read.</summary>
    public const string KeptExtension = ".old";

    /// <summary>Rewrites them.</summary>
    /// <param name="folder">The folder with a folder for each language.</param>
    /// <param name="converted">The new files.</param>
    /// <param name="problems">The old files that stay as they are, and why.</param>
    public static void Run(string folder, out IReadOnlyList<string> converted, out IReadOnlyList<TemplateProblem> problems)
    {
        var written = new List<string>();
        var found = new List<TemplateProblem>();
        var loader = new TemplateLoader(TimeZoneInfo.Utc);
        foreach (var language in OverrideFolder.Languages(folder))
        {
            foreach (var file in OldForms.Files(language))
            {
                if (Convert(loader, Path.GetFileName(language), file) is { Count: > 0 } wrong)
                {
                    found.AddRange(wrong);
                }
                else
                {
                    written.Add(NewName(file));
                }
            }
        }

        (converted, problems) = (written, found);
    }

    private static string NewName(string file) => Path.Combine(Path.GetDirectoryName(file)!, OldForms.TypeOf(file) + TemplateText.Extension);

    private static IReadOnlyList<TemplateProblem> Convert(TemplateLoader loader, string language, string file)
    {
        var next = NewName(file);
        if (TemplateContracts.Find(OldForms.TypeOf(file)) is not { } contract)
        {
            return [new(file, 0, 0, $"there is no type of template {OldForms.TypeOf(file)}")];
        }

        if (File.Exists(next))
        {
            return [new(file, 0, 0, $"{next} is there already")];
        }

        if (OverrideFolder.Refuse(file, out var source) is { } unreadable)
        {
            return [new(file, 0, 0, unreadable)];
        }

        try
        {
            var text = OldForms.IsHandlebars(file) ? HandlebarsConverter.Convert(source, contract.Markup) : JinjaConverter.Convert(source);
            if (loader.Load(contract, new(contract.Type, language, text, file, BuiltIn: false), out var problems) is null)
            {
                return problems;
            }

            File.WriteAllText(next, text);
            File.Move(file, file + KeptExtension, overwrite: true);
            return [];
        }
        catch (ConversionException e)
        {
            var (line, column) = TemplateParser.PlaceOf(source, e.Position);
            return [new(file, line, column, e.Message)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Such as a folder that a container may only read.
            return [new(file, 0, 0, $"cannot be rewritten: {e.Message}")];
        }
    }
}
