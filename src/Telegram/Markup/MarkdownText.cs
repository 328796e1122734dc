using System.Text;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram.Markup;

/// <summary>A Markdown text that Telegram could not read, as a reader would see it.</summary>
public static partial class MarkdownText
{
    /// <summary>The text without the marks that have a partner and without escapes, with the addresses of its links. A mark without a partner, or one that begins within a word, is a sign of the author's: <c>5 * 3</c>, <c>a_file_name</c>.</summary>
    public static string Visible(string markdown, string parseMode, bool withAddresses = true)
    {
        // Of marks alone nothing would be left.
        var seen = Seen(markdown, parseMode, withAddresses);
        return string.IsNullOrWhiteSpace(seen) ? Unescaped(markdown) : seen;
    }

    /// <summary>False where Telegram would show nothing of the text, and refuse it. A mark without a partner it cannot read, and the text goes out as it is written.</summary>
    public static bool IsSeen(string markdown, string parseMode) => !BlankText.Is(Seen(markdown, parseMode, withAddresses: false));

    private static string Seen(string markdown, string parseMode, bool withAddresses)
    {
        var tokens = parseMode == "MarkdownV2" ? MarkdownTokens.OfMarkdownV2(markdown) : MarkdownTokens.OfMarkdown(markdown);
        var alone = Alone(tokens);
        var seen = new StringBuilder(markdown.Length);
        var links = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Width > 0 || alone.Contains(i))
            {
                seen.Append(Unescaped(token.Text));
            }
            else if (token.Text == "[")
            {
                links.Push(seen.Length);
            }
            else if (token.Text == "![")
            {
                // A picture of Telegram's, whose address is of no use to a reader.
                links.Push(-1);
            }
            else if (token.Tag == MarkdownTokens.Link && links.Pop() is >= 0 and var start && withAddresses && Unescaped(token.Text[2..^1]) is { Length: > 0 } address && seen.ToString(start, seen.Length - start) != address)
            {
                seen.Append(" (").Append(address).Append(')');
            }
        }

        return seen.ToString();
    }

    /// <summary>The places of marks that nothing closes, and of pairs that begin within a word. A quotation needs nothing that closes it.</summary>
    private static HashSet<int> Alone(List<Token> tokens)
    {
        var open = new Stack<int>();
        var alone = new HashSet<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Closes)
            {
                var begin = open.Pop();
                if (tokens[begin].Tag is "_" or "__" or "*" or "~" && IsOfWord(tokens, begin - 1) && IsOfWord(tokens, begin + 1))
                {
                    alone.UnionWith([begin, i]);
                }
            }
            else if (tokens[i].Tag is not null)
            {
                open.Push(i);
            }
        }

        alone.UnionWith(open.Where(place => tokens[place].Tag != MarkdownTokens.Quote));
        return alone;
    }

    private static bool IsOfWord(List<Token> tokens, int place) => place >= 0 && tokens[place] is { Width: > 0, Text: var text } && char.IsLetterOrDigit(text[0]);

    private static string Unescaped(string markdown) => Escape().Replace(markdown, "${sign}");

    [GeneratedRegex(@"\\(?<sign>[!-/:-@\[-`{-~])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();
}
