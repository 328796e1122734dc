using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>One <c>{{...}}</c> of a source in the form of Handlebars.</summary>
/// <param name="Start">The index of its first brace.</param>
/// <param name="End">The index after its last brace.</param>
/// <param name="Content">What stands between the braces, without marks for white space.</param>
/// <param name="TrimsBefore">True where it takes away the white space before it.</param>
/// <param name="TrimsAfter">True where it takes away the white space after it.</param>
internal sealed partial record HandlebarsTag(int Start, int End, string Content, bool TrimsBefore, bool TrimsAfter)
{
    public bool IsComment => Content.StartsWith('!');

    /// <summary>True for what stands for nothing by itself: alone on a line, it takes the line with it.</summary>
    public bool IsStandalone => Content is ['!' or '#' or '/', ..] or "else" or "^";

    /// <summary>The words: names, and literals in their quotes.</summary>
    public string[] Words => [.. WordPattern().Matches(Content).Select(m => m.Value)];

    /// <summary>Finds all tags.</summary>
    /// <exception cref="ConversionException">One has no end.</exception>
    public static IEnumerable<HandlebarsTag> All(string source)
    {
        for (var at = source.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = source.IndexOf("{{", at, StringComparison.Ordinal))
        {
            var close = source.AsSpan(at).StartsWith("{{!--") || source.AsSpan(at).StartsWith("{{~!--") ? "--" : source.AsSpan(at).StartsWith("{{{") ? "}}}" : "}}";
            var end = source.IndexOf(close, at + 2, StringComparison.Ordinal);
            end = close == "--" && end >= 0 ? source.IndexOf("}}", source.IndexOf("--", end + 2, StringComparison.Ordinal) is var last and >= 0 ? last : end, StringComparison.Ordinal) : end;
            if (end < 0)
            {
                throw new ConversionException(at, "{{ is not closed by }}");
            }

            var inside = source[(at + 2)..end];
            var after = end + (close == "}}}" ? close.Length : 2);
            yield return new(at, after, inside.Trim('~', ' ', '\t', '\n'), inside.StartsWith('~'), inside.EndsWith('~'));
            at = after;
        }
    }

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|[^\\s\"']+", RegexOptions.ExplicitCapture)]
    private static partial Regex WordPattern();
}
