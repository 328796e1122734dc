using System.Text.RegularExpressions;
using PhStudio.Messaging.Templates.Checking;

namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>Rewrites what stands in a tag of Jinja. Pure functions, which throw where there is no counterpart.</summary>
internal static partial class JinjaExpression
{
    /// <summary>A value with its filters, as it stands between the braces of Scriban; of <c>default</c> the text that stands in for it.</summary>
    /// <exception cref="ConversionException">A filter has no counterpart.</exception>
    public static (string Value, string? Default) Value(JinjaTag tag)
    {
        var parts = PipePattern().Split(tag.Content).Select(part => part.Trim()).ToList();
        var value = Name(tag, parts[0]);
        string? fallback = null;
        foreach (var filter in parts.Skip(1))
        {
            var match = FilterPattern().Match(filter);
            var arguments = match.Success ? ArgumentPattern().Matches(match.Groups["arguments"].Value).Select(argument => Argument(tag, argument.Value)).ToList() : [];
            switch (match.Groups["name"].Value)
            {
                case "e" or "escape" or "string":
                    break; // Every value is escaped, and a text.
                case "join":
                    value += $" | join {(arguments.Count == 0 ? "\"\"" : arguments[0])}";
                    break;
                case "default" or "d" when arguments is [['"', ..] text]:
                    fallback = text[1..^1];
                    break;
                case var name when match.Success && FunctionRules.Knows(name):
                    value += " | " + string.Join(' ', [name, .. arguments]);
                    break;
                default:
                    throw new ConversionException(tag.Start, $"the filter {filter} has no counterpart");
            }
        }

        return (value, fallback);
    }

    /// <summary>A value's name: of <c>booking.client_name</c> the last part, for values stand alone here.</summary>
    public static string Name(JinjaTag tag, string name) =>
        NamePattern().IsMatch(name) ? name[(name.LastIndexOf('.') + 1)..] : throw new ConversionException(tag.Start, $"{name} has no counterpart");

    /// <summary>A text in quotes, a number or a value's name.</summary>
    public static string Argument(JinjaTag tag, string text) => text.All(char.IsAsciiDigit) ? text : text is ['"' or '\'', .. var inside, '"' or '\''] ? $"\"{inside.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : Name(tag, text);

    [GeneratedRegex("""\|(?=(?:[^"']|"[^"]*"|'[^']*')*\z)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PipePattern();

    [GeneratedRegex("""^(?<name>[a-z_]+)(\((?<arguments>.*)\))?\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex FilterPattern();

    [GeneratedRegex(""""[^"]*"|'[^']*'|[^\s,]+"""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ArgumentPattern();

    [GeneratedRegex("""^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}
