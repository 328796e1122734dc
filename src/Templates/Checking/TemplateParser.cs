using PhStudio.Messaging.Templates.Sources;
using Scriban;
using Scriban.Parsing;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>Parses a source within our bounds, and says in an author's words why it could not.</summary>
internal static class TemplateParser
{
    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal) { "if", "case", "for", "while", "tablerow", "func", "with", "wrap", "capture" };

    /// <summary>Parses it.</summary>
    /// <param name="source">The source.</param>
    /// <param name="problem">Why it is no template, and where (both from 1, or 0); null when it is one.</param>
    /// <returns>Null when there is a problem.</returns>
    public static Template? Parse(string source, out (int Line, int Column, string Reason)? problem)
    {
        var template = Template.Parse(source, sourceFilePath: null, new ParserOptions { ExpressionDepthLimit = TemplateLimits.Depth });
        problem = template.HasErrors ? TooDeep(template) ?? Raw(source) ?? Unclosed(source) ?? First(template) : null;
        return problem is null ? template : null;
    }

    private static (int Line, int Column, string Reason) First(Template template)
    {
        var first = template.Messages.Where(m => m.Type == ParserMessageType.Error).MinBy(m => m.Span.Start.Offset)!;
        return At(first, first.Message.ReplaceLineEndings(" "));
    }

    private static (int Line, int Column, string Reason)? TooDeep(Template template) =>
        template.Messages.FirstOrDefault(m => m.Message.Contains("depth limit", StringComparison.Ordinal)) is { } message
            ? At(message, $"is nested deeper than {TemplateLimits.Depth}")
            : null;

    private static (int Line, int Column, string Reason) At(LogMessage message, string reason) =>
        (message.Span.Start.Line + 1, message.Span.Start.Column + 1, reason);

    // A raw value of Handlebars is half an object to Scriban, whose message would not help.
    private static (int Line, int Column, string Reason)? Raw(string source)
    {
        var at = source.IndexOf("{{{", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var (line, column) = PlaceOf(source, at);
        return (line, column, "every value is escaped: write it with two braces");
    }

    // The parser reports a missing end at the end of the file.
    private static (int Line, int Column, string Reason)? Unclosed(string source)
    {
        var open = new Stack<(string Name, TextPosition At)>();
        var begins = false;
        foreach (var token in new Lexer(source, sourcePath: null, LexerOptions.Default))
        {
            if (begins && token.Type == TokenType.Identifier)
            {
                var word = source[token.Start.Offset..(token.End.Offset + 1)];
                if (Openers.Contains(word))
                {
                    open.Push((word, token.Start));
                }
                else if (word == "end" && !open.TryPop(out _))
                {
                    return (token.Start.Line + 1, token.Start.Column + 1, "{{ end }} closes nothing");
                }
            }

            begins = token.Type is TokenType.CodeEnter or TokenType.SemiColon or TokenType.NewLine || (begins && token.Type is TokenType.Whitespace or TokenType.WhitespaceFull);
        }

        return open.TryPop(out var last) ? (last.At.Line + 1, last.At.Column + 1, $"{{{{ {last.Name} }}}} is not closed by {{{{ end }}}}") : null;
    }

    /// <summary>Line and column of a character, from 1.</summary>
    public static (int Line, int Column) PlaceOf(string source, int index)
    {
        var before = source.AsSpan(0, Math.Clamp(index, 0, source.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
