using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Sources;

/// <summary>The files of the forms in which templates were kept before.</summary>
internal static class OldForms
{
    /// <summary>How the names of those in the form of Handlebars end.</summary>
    public const string Handlebars = ".hbs";

    /// <summary>How all their names end; those in the form of Jinja have three endings.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [Handlebars, ".j2", ".jinja", ".jinja2"];

    /// <summary>Those of a folder, without those of types that there are no more.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal) && !TemplateContracts.IsFormer(TypeOf(file))).Order(StringComparer.Ordinal);

    /// <summary>True for the form of Handlebars.</summary>
    public static bool IsHandlebars(string file) => Path.GetExtension(file) == Handlebars;

    /// <summary>The type that a file's name says: of <c>booking_notification.html.j2</c> what stands before the first dot.</summary>
    public static string TypeOf(string file) => Path.GetFileName(file).Split('.')[0];
}
