using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>One <c>{{...}}</c> of a template's source.</summary>
/// <param name="Start">The index of its first brace.</param>
/// <param name="End">The index after its last brace.</param>
/// <param name="Line">The line where it begins, from 1.</param>
/// <param name="Content">What stands between the braces, without marks for white space.</param>
internal sealed partial record TemplateTag(int Start, int End, int Line, string Content)
{
    public bool IsComment => Content.StartsWith('!');

    /// <summary>The words: names, and literals in their quotes.</summary>
    public IReadOnlyList<string> Words => [.. WordPattern().Matches(Content).Select(m => m.Value)];

    /// <summary>Finds all tags; the problem names an opening that has no end.</summary>
    public static IReadOnlyList<TemplateTag> All(string source, out TemplateProblem? problem)
    {
        problem = null;
        var tags = new List<TemplateTag>();
        for (var at = source.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = source.IndexOf("{{", at, StringComparison.Ordinal))
        {
            var line = LineOf(source, at);
            var close = source.AsSpan(at).StartsWith("{{!--") ? "--}}" : source.AsSpan(at).StartsWith("{{{") ? "}}}" : "}}";
            var end = source.IndexOf(close, at + 2, StringComparison.Ordinal);
            if (end < 0)
            {
                problem = new("", line, $"{{{{ is not closed by {close}");
                break;
            }

            tags.Add(new(at, end + close.Length, line, source[(at + 2)..end].Trim('~', ' ', '\t', '\n')));
            at = end + close.Length;
        }

        return tags;
    }

    /// <summary>The line of a character, from 1.</summary>
    public static int LineOf(string source, int index) => source.AsSpan(0, Math.Min(index, source.Length)).Count('\n') + 1;

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|[^\\s\"']+", RegexOptions.ExplicitCapture)]
    private static partial Regex WordPattern();
}
