using System.Text;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.WebConsole.Messages.Templates;

/// <summary>Makes of Telegram's markup what a browser may show: the elements that Telegram knows, no attribute but the address of a link, everything else as text.</summary>
internal static partial class ChatMarkup
{
    private static readonly Dictionary<string, string> Elements = new(StringComparer.Ordinal)
    {
        ["b"] = "b", ["strong"] = "b", ["i"] = "i", ["em"] = "i", ["u"] = "u", ["ins"] = "u", ["s"] = "s", ["strike"] = "s", ["del"] = "s",
        ["code"] = "code", ["pre"] = "pre", ["blockquote"] = "blockquote", ["a"] = "a", ["tg-spoiler"] = "mark", ["tg-emoji"] = "span", ["tg-time"] = "span", ["span"] = "mark",
    };

    /// <summary>HTML that runs nothing.</summary>
    public static string Of(string text)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (Match tag in Tag().Matches(text))
        {
            html.Append(Text(text[at..tag.Index])).Append(Element(tag));
            at = tag.Index + tag.Length;
        }

        return html.Append(Text(text[at..])).ToString();
    }

    private static string Element(Match tag)
    {
        if (!Elements.TryGetValue(tag.Groups["name"].Value, out var element))
        {
            return Text(tag.Value);
        }

        if (tag.Groups["end"].Length > 0)
        {
            return $"</{element}>";
        }

        var address = element == "a" ? Address().Match(tag.Groups["rest"].Value).Groups["address"].Value : "";
        return address.Length > 0 ? $"<a href=\"{Text(address).Replace("\"", "&quot;", StringComparison.Ordinal)}\" rel=\"noreferrer\" target=\"_blank\">" : $"<{element}>";
    }

    // Entities stay what they are; what would begin an element does not.
    private static string Text(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    [GeneratedRegex("<(?<end>/?)(?<name>[a-z-]+)(?<rest>[^<>]*)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("href=\"(?<address>(https?|tg|mailto|tel):[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
