using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>Rewrites a condition of Jinja. Pure functions, which throw where there is no counterpart.</summary>
internal sealed partial class JinjaCondition
{
    private readonly JinjaTag _tag;
    private readonly string _condition;
    private readonly List<string> _words;
    private int _at;

    private JinjaCondition(JinjaTag tag, string condition, List<string> words) => (_tag, _condition, _words) = (tag, condition, words);

    private string? Next => _at < _words.Count ? _words[_at] : null;

    /// <summary>The condition as Scriban has it.</summary>
    /// <exception cref="ConversionException">A part of it has no counterpart.</exception>
    public static string Convert(JinjaTag tag, string condition)
    {
        // "x is defined" and "x is not none" are what a value is asked for by itself.
        var plain = NotNonePattern().Replace(condition, "");
        plain = NonePattern().Replace(plain, match => $"not {match.Groups["name"].Value}");
        var reader = new JinjaCondition(tag, condition, [.. WordPattern().Matches(plain).Select(match => match.Value)]);
        var converted = reader.Either();
        return reader.Next is null ? converted : throw reader.Foreign();
    }

    private string Either()
    {
        var converted = Both();
        while (Takes("or"))
        {
            converted += " || " + Both();
        }

        return converted;
    }

    private string Both()
    {
        var converted = Negation().Text;
        while (Takes("and"))
        {
            converted += " && " + Negation().Text;
        }

        return converted;
    }

    // In Jinja "not" takes the whole comparison, in Scriban "!" its first value only.
    private (string Text, string Opposite) Negation()
    {
        if (!Takes("not"))
        {
            return Comparison();
        }

        var (text, opposite) = Negation();
        return (opposite, text);
    }

    private (string Text, string Opposite) Comparison()
    {
        if (Takes("("))
        {
            var inner = Either();
            return Takes(")") ? ($"({inner})", $"!({inner})") : throw Foreign();
        }

        var left = Value();
        var isEqual = Takes("==");
        if (!isEqual && !Takes("!="))
        {
            return (left, $"!{left}");
        }

        var right = Value();
        var (equal, unequal) = ($"{left} == {right}", $"{left} != {right}");
        return isEqual ? (equal, unequal) : (unequal, equal);
    }

    private string Value()
    {
        if (Next is not { } word || word is "and" or "or" or "in" or "is" or "if" or "else")
        {
            throw Foreign();
        }

        _at++;
        return word[0] is '"' or '\'' ? JinjaExpression.Argument(_tag, word) : JinjaExpression.Name(_tag, word);
    }

    private bool Takes(string word)
    {
        var isNext = Next == word;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private ConversionException Foreign() => new(_tag.Start, $"{Next ?? $"the condition {_condition}"} has no counterpart");

    [GeneratedRegex(""" is (defined|not none|not None)\b""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotNonePattern();

    [GeneratedRegex("""(?<name>[A-Za-z_.]+) is (none|None|not defined|undefined)\b""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NonePattern();

    [GeneratedRegex(""""[^"]*"|'[^']*'|[=!<>]=?|[()"']|[^\s"'=!<>()]+"""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WordPattern();
}
