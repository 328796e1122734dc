using PhStudio.Messaging.Templates.Languages;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Sources;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>The command line for those who edit templates: <c>templates check PATH</c>.</summary>
public static class TemplatesCommand
{
    private const int Right = 0;
    private const int Problems = 1;
    private const int WrongUse = 2;

    /// <summary>
    /// Checks the folder's templates on top of the built-in ones: every source against its contract, every template rendered
    /// with ordinary, empty, very long, right-to-left and hostile values. One line per problem, <c>file:line: reason</c>.
    /// </summary>
    /// <param name="arguments">The command line after the program's name: <c>templates check PATH</c>.</param>
    /// <param name="output">Where the lines go.</param>
    /// <returns>The exit code: 0 all right, 1 problems, 2 the command itself is wrong.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (arguments is not (["templates", "check"] or ["templates", "check", _]))
        {
            output.WriteLine("Usage: templates check [PATH], where PATH is a folder with language/type.hbs files.");
            return WrongUse;
        }

        var path = arguments.ElementAtOrDefault(2);
        if (path is not null && !Directory.Exists(path))
        {
            output.WriteLine($"{path}: there is no such folder");
            return WrongUse;
        }

        return Check(path, output);
    }

    private static int Check(string? path, TextWriter output)
    {
        var builder = new SetBuilder(new(TimeZoneInfo.Utc));
        var set = builder.BuiltIn();
        IReadOnlyList<TemplateProblem> problems = [];
        if (path is not null)
        {
            set = builder.Next(set, OverrideFolder.Read(path), out problems);
        }

        var builtIn = set.All.Where(t => t.Text.BuiltIn).SelectMany(t => TemplateLoader.Prove(t).Select(reason => new TemplateProblem(t.Text.File, 0, reason)));
        List<TemplateProblem> all = [.. problems, .. builtIn];
        foreach (var problem in all)
        {
            output.WriteLine(problem);
        }

        var own = set.All.Count(t => !t.Text.BuiltIn);
        output.WriteLine(all.Count == 0
            ? $"{own} {LanguageForms.Plural(own, ["template", "templates"])} of the folder and {set.All.Count() - own} built-in ones are right, in {string.Join(", ", set.Languages.Order(StringComparer.Ordinal))}."
            : $"{all.Count} {LanguageForms.Plural(all.Count, ["problem", "problems"])}.");
        return all.Count == 0 ? Right : Problems;
    }
}
