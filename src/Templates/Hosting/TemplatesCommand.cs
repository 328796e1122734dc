using PhStudio.Messaging.Templates.Conversion;
using PhStudio.Messaging.Templates.Formatting;
using PhStudio.Messaging.Templates.Loading;
using PhStudio.Messaging.Templates.Sources;

namespace PhStudio.Messaging.Templates.Hosting;

/// <summary>The command line for editors of templates: <c>templates check PATH</c> and <c>templates convert PATH</c>.</summary>
public static class TemplatesCommand
{
    private const int Right = 0;
    private const int Problems = 1;
    private const int WrongUse = 2;

    private const string Help = $"""
        templates check [PATH]    checks the templates of a folder on top of the built-in ones: each against its values, and
                                  rendered with ordinary, empty, very long, right-to-left and hostile ones.
                                  PATH is a folder with language/type{TemplateText.Extension} files. Default: the built-in ones alone.
        templates convert PATH    rewrites the language/type files of a folder in the form of Handlebars ({OldForms.Handlebars}) or of Jinja (.j2, .jinja,
                                  .jinja2; values, if, for and join) where the result passes the same checks.
                                  The old file stays beside the new one with {FolderConversion.KeptExtension} behind its name.
        Each problem is a line, file:line:column: reason. Exit code: 0 all right, 1 problems, 2 the command itself is wrong.
        """;

    /// <summary>Runs a command; one line per problem, <c>file:line:column: reason</c>.</summary>
    /// <param name="arguments">The command line after the program's name: <c>templates check PATH</c>, <c>templates convert PATH</c> or <c>templates --help</c>.</param>
    /// <param name="output">Where the lines go.</param>
    /// <returns>The exit code: 0 all right, 1 problems, 2 the command itself is wrong.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            output.WriteLine(Help.ReplaceLineEndings(output.NewLine));
            return Right;
        }

        if (arguments is not (["templates", "check"] or ["templates", "check", _] or ["templates", "convert", _]))
        {
            output.WriteLine("Usage: templates check [PATH] or templates convert PATH; templates --help says more.");
            return WrongUse;
        }

        var path = arguments.ElementAtOrDefault(2);
        if (path is not null && !Directory.Exists(path))
        {
            output.WriteLine($"{path}: there is no such folder");
            return WrongUse;
        }

        return arguments[1] == "check" ? Check(path, output) : Convert(path!, output);
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

        var builtIn = set.All.Where(t => t.Text.BuiltIn).SelectMany(t => TemplateLoader.Prove(t).Select(reason => new TemplateProblem(t.Text.File, 0, 0, reason)));
        List<TemplateProblem> all = [.. problems, .. builtIn];
        Write(all, output);
        var own = set.All.Count(t => !t.Text.BuiltIn);
        if (all.Count == 0)
        {
            output.WriteLine($"{Count(own, "template")} of the folder and {set.All.Count() - own} built-in ones are right, in {string.Join(", ", set.Languages.Order(StringComparer.Ordinal))}.");
        }

        return all.Count == 0 ? Right : Problems;
    }

    private static int Convert(string path, TextWriter output)
    {
        FolderConversion.Run(path, out var converted, out var problems);
        foreach (var file in converted)
        {
            output.WriteLine($"{file}: written");
        }

        Write(problems, output);
        if (problems.Count == 0)
        {
            output.WriteLine($"{Count(converted.Count, "template")} rewritten.");
        }

        return problems.Count == 0 ? Right : Problems;
    }

    private static void Write(IReadOnlyList<TemplateProblem> problems, TextWriter output)
    {
        foreach (var problem in problems)
        {
            output.WriteLine(problem);
        }

        if (problems.Count > 0)
        {
            output.WriteLine($"{Count(problems.Count, "problem")}.");
        }
    }

    private static string Count(int count, string thing) => $"{count} {LocaleFormatter.Plural(count, [thing, $"{thing}s"], "en")}";
}
