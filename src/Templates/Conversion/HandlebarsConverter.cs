using System.Text;
using PhStudio.Messaging.Templates.Markup;

namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>Rewrites a template from the form of Handlebars, in which templates were kept before, to that of Scriban. Pure functions.</summary>
internal static class HandlebarsConverter
{
    /// <summary>A source that renders to the same characters.</summary>
    /// <param name="source">The old source, with line feeds only.</param>
    /// <param name="markup">True for the source of a message, whose own text is Telegram HTML.</param>
    /// <exception cref="ConversionException">A part of it has no counterpart.</exception>
    public static string Convert(string source, bool markup)
    {
        var converted = new StringBuilder();
        var at = 0;
        foreach (var tag in HandlebarsTag.All(source))
        {
            AppendText(converted, source[at..tag.Start]);
            converted.Append(Tag(source, tag, markup));
            at = tag.End;
        }

        AppendText(converted, source[at..]);
        return converted.ToString();
    }

    private static void AppendText(StringBuilder converted, string text)
    {
        // Where Scriban would begin a part that it does not read.
        for (var at = text.IndexOf("{%", StringComparison.Ordinal); at >= 0; at = text.IndexOf("{%", StringComparison.Ordinal))
        {
            converted.Append(text.AsSpan(0, at)).Append("{{ \"{\" }}");
            text = text[(at + 1)..];
        }

        converted.Append(text);
    }

    private static string Tag(string source, HandlebarsTag tag, bool markup)
    {
        var isAlone = tag.IsStandalone && IsAlone(source, tag);
        var open = tag.TrimsBefore ? "{{- " : isAlone ? "{{~ " : "{{ ";
        var close = tag.TrimsAfter ? " -}}" : isAlone ? " ~}}" : " }}";
        var words = tag.Words;
        return (tag.Content, words) switch
        {
            (['!', ..], _) => $"{open}## {Comment(tag)} ##{close}",
            (['#', ..], ["#if", var value]) => $"{open}if {value}{close}",
            (['#', ..], ["#unless", var value]) => $"{open}if !{value}{close}",
            (['/', ..], ["/if" or "/unless"]) => $"{open}end{close}",
            ("else" or "^", _) => $"{open}else{close}",
            (['#' or '/' or '>' or '&' or '{' or '*' or '@' or '(', ..], _) or (_, []) => throw new ConversionException(tag.Start, $"{{{{{tag.Content}}}}} has no counterpart"),
            (_, ["case", var value, .. var pairs]) when pairs.Length > 0 && pairs.Length % 2 == 0 => Case(open, close, value, pairs, markup),
            (_, [var value]) => $"{open}{value}{close}",
            (_, [var function, var value, .. var more]) => $"{open}{string.Join(' ', [value, "|", function, .. more.Select(Argument)])}{close}",
        };
    }

    private static string Case(string open, string close, string value, string[] pairs, bool markup)
    {
        var converted = new StringBuilder(open).Append("case ").Append(value).Append("; ");
        for (var i = 0; i < pairs.Length; i += 2)
        {
            var text = pairs[i + 1][1..^1];
            converted.Append(i > 0 ? "{{ " : "").Append("when ").Append(Argument(pairs[i])).Append(" }}");
            AppendText(converted, markup ? TelegramEscape.Of(text) : text);
        }

        return converted.Append("{{ end").Append(close).ToString();
    }

    // Both would end it.
    private static string Comment(HandlebarsTag tag) => tag.Content.Trim('!', '-', ' ')
        .Replace("##", "# #", StringComparison.Ordinal)
        .Replace("}}", "} }", StringComparison.Ordinal);

    // Scriban reads a backslash in a text as the beginning of a character's name.
    private static string Argument(string word) => word[0] is '"' or '\'' ? word.Replace("\\", "\\\\", StringComparison.Ordinal) : word;

    private static bool IsAlone(string source, HandlebarsTag tag)
    {
        var before = source.AsSpan(0, tag.Start);
        var after = source.AsSpan(tag.End);
        var end = after.IndexOf('\n');
        return before[(before.LastIndexOf('\n') + 1)..].IsWhiteSpace() && (end < 0 ? after : after[..end]).IsWhiteSpace();
    }
}
