using System.Text.RegularExpressions;

namespace PhStudio.Messaging.SystemTests;

/// <summary>The recipes of docs/extending.md stay short, and lead to files that are there.</summary>
public sealed partial class RecipeTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/extending.md"));

    [Theory]
    [InlineData("A command")]
    [InlineData("A field of a booking")]
    [InlineData("A language")]
    [InlineData("A priority")]
    [InlineData("A method of the Bot API")]
    public void A_recipe_has_three_steps_at_most_and_each_names_one_file(string recipe)
    {
        var steps = Step().Matches(Section(recipe)).Select(step => NamedFile().Matches(step.Value).Select(file => file.Value.Trim('`')).ToList()).ToList();

        Assert.InRange(steps.Count, 1, 3);
        Assert.All(steps, files => Assert.Single(files));
    }

    [Fact]
    public void Every_file_that_a_recipe_names_is_there()
    {
        var files = NamedFile().Matches(Page).Where(file => !Page[..file.Index].EndsWith("such as ", StringComparison.Ordinal)).Select(file => file.Value.Trim('`')).Distinct().ToList();

        Assert.InRange(files.Count, 15, int.MaxValue);
        Assert.DoesNotContain(files, file => !File.Exists(Path.Combine(Repository.Root, file)));
    }

    private static string Section(string heading) => Page.Split("\n## ").Single(section => section.StartsWith($"{heading}\n", StringComparison.Ordinal));

    [GeneratedRegex("^[0-9]+\\. .*(\n   .*)*", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();

    /// <summary>A file of the repository, by its path from the root.</summary>
    [GeneratedRegex("`((src|docs|tests|infra)/[A-Za-z0-9_./-]+\\.[a-z]+|[A-Z]+\\.md)`", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedFile();
}
