using System.Text;

namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>Rewrites a template from the form of Jinja to that of Scriban, as far as values, <c>if</c>, <c>for</c> and <c>join</c> go. Pure functions.</summary>
internal static class JinjaConverter
{
    /// <summary>A source that renders to the same characters.</summary>
    /// <param name="source">The old source, with line feeds only.</param>
    /// <exception cref="ConversionException">A part of it has no counterpart.</exception>
    public static string Convert(string source)
    {
        // Jinja leaves the last line feed out.
        source = source.EndsWith('\n') ? source[..^1] : source;
        var tags = JinjaTag.All(source);
        var converted = new StringBuilder();
        var (at, open) = (0, new Stack<JinjaTag>());
        for (var index = 0; index < tags.Count; index++)
        {
            var tag = tags[index];
            var text = source[at..tag.Start];
            // In a loop the marks for white space stand for themselves.
            converted.Append(tag is { Word: "for", TrimsBefore: true } ? text.TrimEnd() : text);
            if (tag is { Kind: JinjaKind.Statement, Word: "for" })
            {
                converted.Append(JinjaLoop.Convert(source, tags, index, out index));
                at = tags[index].TrimsAfter ? tags[index].End + (source.Length - tags[index].End - source[tags[index].End..].TrimStart().Length) : tags[index].End;
                continue;
            }

            converted.Append(Tag(source, tag, open));
            at = tag.End;
        }

        return open.TryPeek(out var unclosed) ? throw new ConversionException(unclosed.Start, "{% if %} is not closed by {% endif %}") : converted.Append(source.AsSpan(at)).ToString();
    }

    private static string Tag(string source, JinjaTag tag, Stack<JinjaTag> open)
    {
        var (begin, end) = (tag.TrimsBefore ? "{{- " : "{{ ", tag.TrimsAfter ? " -}}" : " }}");
        switch (tag)
        {
            case { Kind: JinjaKind.Comment }:
                return $"{begin}## {tag.Content.Replace("##", "# #", StringComparison.Ordinal).Replace("}}", "} }", StringComparison.Ordinal)} ##{end}";
            case { Kind: JinjaKind.Value }:
                var (value, fallback) = JinjaExpression.Value(tag);
                return fallback is null ? $"{begin}{value}{end}" : $"{begin}if {value} }}}}{{{{ {value} }}}}{{{{ else }}}}{fallback}{{{{ end{end}";
            case { Word: "if" }:
                open.Push(tag);
                return $"{begin}if {JinjaCondition.Convert(tag, tag.Content[2..].Trim())}{end}";
            case { Word: "elif" } when open.Count > 0:
                return $"{begin}else if {JinjaCondition.Convert(tag, tag.Content[4..].Trim())}{end}";
            case { Content: "else" } when open.Count > 0:
                return $"{begin}else{end}";
            case { Content: "endif" } when open.TryPop(out _):
                return $"{begin}end{end}";
            default:
                throw new ConversionException(tag.Start, $"{source[tag.Start..tag.End]} has no counterpart");
        }
    }
}
