namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>The files of the forms in which templates were kept before.</summary>
internal static class OldForms
{
    /// <summary>How their names end.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [HandlebarsConverter.Extension, .. JinjaConverter.Extensions];

    /// <summary>Those of a folder.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>True for the form of Handlebars.</summary>
    public static bool IsHandlebars(string file) => Path.GetExtension(file) == HandlebarsConverter.Extension;

    /// <summary>The type that a file's name says: of <c>booking_notification.html.j2</c> what stands before the first dot.</summary>
    public static string TypeOf(string file) => Path.GetFileName(file).Split('.')[0];
}
