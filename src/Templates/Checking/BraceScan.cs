using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>Follows the braces of a template from left to right, and finds those that are empty, unclosed or of another template language.</summary>
internal sealed class BraceScan(string source, ScanFindings findings)
{
    private ScriptEscapeStatement? _last;

    /// <summary>Takes the next braces.</summary>
    public void Read(ScriptEscapeStatement braces)
    {
        if (_last is { IsEntering: true } opening && !braces.IsEntering)
        {
            var between = Between(opening, braces);
            if (between.IsWhiteSpace())
            {
                findings.Report(opening, "{{}} is empty");
            }
            else if (between.TrimStart() is ['#', >= 'a' and <= 'z', ..])
            {
                // Scriban reads the blocks of Handlebars as comments, and would always show their content.
                findings.Report(opening, $"{{{{{between.Trim()}}}}} is a comment: write {{{{ if notes }}}} for a condition, {{{{ # note }}}} for a comment");
            }
        }

        _last = braces;
    }

    /// <summary>True where a text stands between the last braces and these, which open.</summary>
    public bool IsTextBefore(ScriptEscapeStatement braces) => braces.IsEntering && _last is { IsEntering: false } && !Between(_last, braces).IsWhiteSpace();

    /// <summary>The template is over.</summary>
    public void End()
    {
        if (_last is { IsEntering: true })
        {
            findings.Report(_last, "{{ is not closed by }}");
        }
    }

    private ReadOnlySpan<char> Between(ScriptEscapeStatement one, ScriptEscapeStatement next) =>
        source.AsSpan((one.Span.End.Offset + 1)..next.Span.Start.Offset);
}
