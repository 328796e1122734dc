using System.Text;
using PhStudio.Messaging.Telegram.Markup;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>Splits a text that is longer than one message: at a paragraph, else a line, else a word, never inside a tag; what is open is closed and opened again.</summary>
internal static class MessageSplitter
{
    /// <summary>The longest text of one message, in code points after the markup is read (docs/telegram.md 26).</summary>
    public const int Max = 4096;

    /// <summary>A message has at most this many parts.</summary>
    public const int MaxParts = 10;

    /// <summary>What is shortened loses no more than this for the end of a word, in tokens.</summary>
    private const int MaxWordLength = 40;

    /// <summary>The parts, in order; a single one where it fits, and none where it does not and nothing of it is seen.</summary>
    public static IReadOnlyList<string> Split(string text, string parseMode, int longest = Max)
    {
        if (text.Length <= longest)
        {
            return [text];
        }

        var tokens = TokensOf(text, parseMode);
        if (tokens.Sum(token => token.Width) <= longest)
        {
            return [text];
        }

        var parts = new List<string>();
        var open = new List<Token>();
        for (var start = 0; start < tokens.Count;)
        {
            var (end, next) = Cut(tokens, start, longest);
            var part = PartOf(tokens[start..end], open, parseMode);
            if (tokens[start..end].Exists(token => token.Width > 0 && !token.IsSpace))
            {
                parts.Add(part);
            }

            start = next;
        }

        return parts;
    }

    /// <summary>The text, or its beginning with an ellipsis where it is longer than that.</summary>
    public static string Shorten(string text, string parseMode, int longest)
    {
        var tokens = text.Length <= longest ? [] : TokensOf(text, parseMode);
        if (tokens.Sum(token => token.Width) <= longest)
        {
            return text;
        }

        // The rest is lost: as much as fits stays, up to the end of a word where one is near.
        var width = 0;
        var end = tokens.FindIndex(token => (width += token.Width) > longest - 1);
        var word = tokens.FindLastIndex(end, Math.Min(end + 1, MaxWordLength), token => token.IsSpace);
        end = word > 0 ? word : end;
        while (end > 0 && tokens[end - 1].IsSpace)
        {
            end--;
        }

        return PartOf([.. tokens[..end], new Token("…", 1)], [], parseMode);
    }

    /// <summary>A part: what was open before is opened again, and what is open at its end is closed there. Follows what is open.</summary>
    private static string PartOf(IEnumerable<Token> tokens, List<Token> open, string parseMode)
    {
        List<Token> all = [.. open, .. tokens];
        foreach (var token in all.Skip(open.Count))
        {
            Follow(open, token);
        }

        all.AddRange(open.AsEnumerable().Reverse().Select(tag => new Token(tag.Ending ?? $"</{tag.Tag}>", 0, tag.Tag, Closes: true)));
        var part = new StringBuilder();
        for (var i = 0; i < all.Count; i++)
        {
            // Telegram takes the first two of several underscores for an underline, whatever they were: an empty bold keeps the marks apart.
            part.Append(parseMode == "MarkdownV2" && i > 0 && all[i - 1].Tag == "_" && (all[i].Tag is "_" or "__") ? "**" : "").Append(all[i].Text);
        }

        return part.ToString();
    }

    internal static List<Token> TokensOf(string text, string parseMode) => parseMode switch
    {
        "HTML" => HtmlTokens.OfHtml(text),
        "MarkdownV2" => MarkdownTokens.OfMarkdownV2(text),
        "Markdown" => MarkdownTokens.OfMarkdown(text),
        _ => HtmlTokens.OfPlain(text),
    };

    /// <summary>Where this part ends and where the next one begins: the white space between them belongs to neither.</summary>
    private static (int End, int Next) Cut(List<Token> tokens, int start, int longest)
    {
        var width = 0;
        var (paragraph, line, word) = (-1, -1, -1);
        var i = start;
        for (; i < tokens.Count && width + tokens[i].Width <= longest; i++)
        {
            width += tokens[i].Width;
            if (!tokens[i].IsSpace || i == start)
            {
                continue;
            }

            word = i;
            // A cut in the first quarter would leave a part that is hardly one.
            if (tokens[i].IsLineEnd && width > longest / 4)
            {
                line = i;
                paragraph = tokens[i - 1].IsLineEnd ? i - 1 : paragraph;
            }
        }

        if (i == tokens.Count)
        {
            return (i, i);
        }

        // The limit itself may fall right on a space.
        var end = paragraph > 0 ? paragraph : line > 0 ? line : tokens[i].IsSpace ? i : word > 0 ? word : i;
        var next = end;
        while (next < tokens.Count && tokens[next].IsSpace)
        {
            next++;
        }

        return (end, next);
    }

    private static void Follow(List<Token> open, Token token)
    {
        if (token.Tag is null)
        {
            return;
        }

        if (!token.Closes)
        {
            open.Add(token);
        }
        else if (open.FindLastIndex(tag => string.Equals(tag.Tag, token.Tag, StringComparison.OrdinalIgnoreCase)) is >= 0 and var last)
        {
            open.RemoveAt(last);
        }
    }
}
