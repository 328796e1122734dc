using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>
/// A loop of Jinja over a list. There are none here (docs/decisions/0130): one that writes each value between texts, with or without a text between two of them, is the same as joining the list.
/// </summary>
internal static partial class JinjaLoop
{
    /// <summary>Rewrites the loop that begins with a tag.</summary>
    /// <param name="source">The source.</param>
    /// <param name="tags">All tags.</param>
    /// <param name="first">Which one begins the loop.</param>
    /// <param name="last">Which one ends it.</param>
    /// <exception cref="ConversionException">It does anything else.</exception>
    public static string Convert(string source, List<JinjaTag> tags, int first, out int last)
    {
        var begin = tags[first];
        var head = HeadPattern().Match(begin.Content);
        last = tags.FindIndex(first + 1, tag => tag is { Kind: JinjaKind.Statement, Word: "for" or "endfor" });
        if (!head.Success || last < 0 || tags[last].Word == "for")
        {
            throw new ConversionException(begin.Start, $"{{% {begin.Content} %}} has no counterpart: a loop must go over one list and end by endfor, without another in it");
        }

        var (item, list) = (head.Groups["item"].Value, JinjaExpression.Name(begin, head.Groups["list"].Value));
        string before = "", after = "", between = "";
        var (seen, isBetween, trims) = (false, false, begin.TrimsAfter);
        for (var index = first; index < last; index++)
        {
            var text = source[tags[index].End..tags[index + 1].Start];
            text = trims ? text.TrimStart() : text;
            text = tags[index + 1].TrimsBefore ? text.TrimEnd() : text;
            trims = tags[index + 1].TrimsAfter;
            (before, after, between) = isBetween ? (before, after, between + text) : seen ? (before, after + text, between + text) : (before + text, after, between);
            switch (tags[index + 1])
            {
                case { Kind: JinjaKind.Value } value when !seen && JinjaExpression.Value(value) is (var name, null) && name == item:
                    seen = true;
                    break;
                case { Kind: JinjaKind.Statement, Content: "if not loop.last" } when seen && !isBetween:
                    isBetween = true;
                    break;
                case { Kind: JinjaKind.Statement, Word: "endif" } when isBetween:
                    isBetween = false;
                    break;
                case var other when index + 1 == last && seen && !isBetween:
                    break;
                case var other:
                    throw new ConversionException(other.Start, $"{source[other.Start..other.End]} has no counterpart in a loop: it may write each value once, and a text between two of them by if not loop.last");
            }
        }

        var separator = between + before;
        return separator.AsSpan().ContainsAny('<', '>', '&')
            ? throw new ConversionException(begin.Start, "the texts between the values of a loop must have no markup: join writes them as they are")
            : $"{{{{ if {list} }}}}{before}{{{{ {list} | join {Quoted(separator)} }}}}{after}{{{{ end }}}}";
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    [GeneratedRegex("""^for (?<item>[A-Za-z_][A-Za-z0-9_]*) in (?<list>[A-Za-z0-9_.]+)\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeadPattern();
}
