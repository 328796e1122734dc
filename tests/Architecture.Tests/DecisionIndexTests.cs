using System.Text.RegularExpressions;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.Architecture.Tests;

/// <summary>The index of the decisions names each file once, and says of each superseded one by which.</summary>
public sealed partial class DecisionIndexTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "decisions");

    [Fact]
    public void Each_decision_stands_in_the_index_once()
    {
        var indexed = Lines().Select(line => line.Groups["file"].Value).ToList();

        Assert.NotEmpty(indexed);
        Assert.Equal(Files(), indexed.Order(StringComparer.Ordinal));
        Assert.All(Lines(), line => Assert.StartsWith(line.Groups["number"].Value, line.Groups["file"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void No_number_is_given_twice() => Assert.Empty(Files().GroupBy(file => file[..4]).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)));

    [Fact]
    public void A_superseded_decision_says_by_which_in_its_file_and_in_the_index()
    {
        var inFiles = Files().Select(file => (file, Later: LaterIn(File.ReadAllText(Path.Combine(Folder, file))))).Where(pair => pair.Later is not null).ToList();
        var inIndex = Lines().Select(line => (file: line.Groups["file"].Value, Later: LaterIn(line.Value))).Where(pair => pair.Later is not null).ToList();

        Assert.NotEmpty(inFiles);
        Assert.Equal(inFiles, inIndex.OrderBy(pair => pair.file, StringComparer.Ordinal));
        Assert.All(inFiles, pair => Assert.Contains($"Supersedes [{pair.file[..4]}]({pair.file})", File.ReadAllText(Path.Combine(Folder, pair.Later!)), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Files() => Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileName(path)).Where(file => file != "README.md").Order(StringComparer.Ordinal);

    private static MatchCollection Lines() => IndexLine().Matches(File.ReadAllText(Path.Combine(Folder, "README.md")));

    private static string? LaterIn(string text) => Superseded().Match(text) is { Success: true } match ? match.Groups["later"].Value : null;

    [GeneratedRegex(@"^- \[(?<number>[0-9]{4})\]\((?<file>[^)]+)\) .+$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex IndexLine();

    [GeneratedRegex(@"Superseded by \[[0-9]{4}\]\((?<later>[^)]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Superseded();
}
