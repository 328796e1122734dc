using System.Text;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>Reads a text as Telegram counts it: a tag is nothing, an entity is one character, and everything else counts in code points (TELEGRAM.md 26).</summary>
internal static partial class HtmlTokens
{
    /// <summary>The tokens of an HTML text.</summary>
    public static List<Token> OfHtml(string text)
    {
        var tokens = new List<Token>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var markup = text[i] switch
            {
                '<' => Tag().Match(text, i),
                '&' => Entity().Match(text, i),
                _ => Match.Empty,
            };

            if (markup.Success && markup.Index == i)
            {
                tokens.Add(text[i] == '&' ? new Token(markup.Value, 1) : new Token(markup.Value, 0, markup.Groups["name"].Value, markup.Groups["closes"].Length > 0));
                i += markup.Length;
            }
            else
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                tokens.Add(new Token(text.Substring(i, length), 1));
                i += length;
            }
        }

        return tokens;
    }

    /// <summary>The tokens of a text without tags.</summary>
    public static List<Token> OfPlain(string text) => text.EnumerateRunes().Select(rune => new Token(rune.ToString(), 1)).ToList();

    /// <summary>What a reader sees of an HTML text.</summary>
    public static string Visible(string html)
    {
        var seen = new StringBuilder(html.Length);
        foreach (var token in OfHtml(html))
        {
            if (token.Width > 0)
            {
                seen.Append(token.Text.Length > 1 && token.Text[0] == '&' ? System.Net.WebUtility.HtmlDecode(token.Text) : token.Text);
            }
        }

        return seen.ToString();
    }

    [GeneratedRegex(@"\G<(?<closes>/?)(?<name>[a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\G&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Entity();
}

/// <summary>A piece of a text that is never cut.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Width">How many characters Telegram counts.</param>
/// <param name="Tag">The tag's name; null for what is shown.</param>
/// <param name="Closes">True for a closing tag.</param>
internal readonly record struct Token(string Text, int Width, string? Tag = null, bool Closes = false)
{
    public bool IsLineEnd => Text == "\n";

    public bool IsSpace => Text is " " or "\n" or "\t" or "\r";
}
