using System.Globalization;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.SystemTests;

/// <summary>A comment that cites a fact by its number leads somewhere.</summary>
public sealed partial class CitedFactsTests
{
    [Theory]
    [InlineData("docs/telegram.md")]
    [InlineData("docs/masstransit.md")]
    public void Every_fact_that_is_cited_stands_in_its_page(string page)
    {
        var events = Fact().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))).Select(fact => fact.Groups["number"].Value).ToHashSet(StringComparer.Ordinal);

        var citations = Files(".cs", ".lua", ".md")
            .SelectMany(file => Citation().Matches(File.ReadAllText(file)).Where(citation => citation.Groups["page"].Value == page)
                .SelectMany(citation => Numbers(citation.Groups["numbers"].Value).Select(number => (File: Path.GetRelativePath(Repository.Root, file), Number: number))))
            .ToList();

        Assert.NotEmpty(citations);
        Assert.DoesNotContain(citations, citation => !events.Contains(citation.Number));
    }

    /// <summary>A number alone leaves its reader to guess of which page it is a fact.</summary>
    [Fact]
    public void A_comment_that_cites_a_fact_names_its_page()
    {
        var comments = Files(".cs", ".lua")
            .SelectMany(file => Comment().Matches(File.ReadAllText(file)).Select(comment => $"{Path.GetRelativePath(Repository.Root, file)}: {comment.Value.Trim()}"))
            .ToList();

        Assert.NotEmpty(comments);
        Assert.DoesNotContain(comments, comment => BareCitation().IsMatch(comment));
    }

    [Theory]
    [InlineData("/// <summary>The topic is gone (19).</summary>", true)]
    [InlineData("// Of two (15, 16 and 17) one.", true)]
    [InlineData("-- Sent again (22: it may be there twice).", true)]
    [InlineData("/// <summary>The topic is gone (docs/telegram.md 19).</summary>", false)]
    [InlineData("// What every call can answer (401, 503), in 30 days (30 by default).", false)]
    public void A_bare_citation_is_a_number_alone_in_brackets(string comment, bool bare) => Assert.Equal(bare, BareCitation().IsMatch(comment));

    [Fact]
    public void A_citation_names_each_of_its_numbers() => Assert.Equal(["6", "7", "15", "16", "17"], Numbers("6, 7, 15 to 17"));

    private static IEnumerable<string> Files(params string[] endings) =>
        new[] { "src", "tests", "bench", "docs" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => endings.Contains(Path.GetExtension(file), StringComparer.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    /// <summary>The numbers of "12, 13" and of "15 to 17".</summary>
    private static IEnumerable<string> Numbers(string list)
    {
        foreach (var part in list.Split([", ", " and "], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split(" to ") is [var first, var last])
            {
                var from = int.Parse(first, NumberStyles.None, CultureInfo.InvariantCulture);
                foreach (var number in Enumerable.Range(from, int.Parse(last, NumberStyles.None, CultureInfo.InvariantCulture) - from + 1))
                {
                    yield return number.ToString(CultureInfo.InvariantCulture);
                }
            }
            else
            {
                yield return part;
            }
        }
    }

    [GeneratedRegex(@"^\| (?<number>[0-9]+[a-z]?) \| ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fact();

    [GeneratedRegex(@"(?<page>docs/[a-z]+\.md),? (?<numbers>[0-9]+[a-z]?((, | to | and )[0-9]+[a-z]?)*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Citation();

    [GeneratedRegex(@"^\s*(//|--).*$|\s// .*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();

    // Facts have two digits at most: a number with three, such as a status, is none.
    [GeneratedRegex(@"\([0-9]{1,2}[a-z]?((, | to | and )[0-9]{1,2}[a-z]?)*[:;)]", RegexOptions.ExplicitCapture)]
    private static partial Regex BareCitation();
}
