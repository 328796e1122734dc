using System.Text;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram.Markup;

/// <summary>Reads a text as Telegram counts it: a tag counts nothing, an entity one character, everything else in code points (docs/telegram.md 26).</summary>
public static partial class HtmlTokens
{
    private const string OneTag = @"<(?<closes>/?)(?<name>b|strong|i|em|u|ins|s|strike|del|a|code|pre|blockquote|span|tg-spoiler|tg-emoji|tg-time)(?:\s+[a-zA-Z-]+(?:\s*=\s*(?:""[^""]*""|'[^']*'|[^\s""'<>=]+))?)*\s*>";

    private const string Named = "&(?!(?:lt|gt|amp|quot);)[a-zA-Z][a-zA-Z0-9]{1,9};";

    // Alone they are as often the author's word, a type's or a placeholder's, as a tag.
    private const string Pair = "div|h[1-6]|ul|ol|dl|table|caption|center|section|article|header|footer|figure|figcaption";
    private const string Single = "p|li|dt|dd|tr";
    private const string InlinePair = "thead|tbody|tfoot|font|small|big|sub|sup|mark";

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

    /// <summary>
    /// The text as Telegram reads it: without HTML's own tags, with its named entities as their characters, and with every <c>&lt;</c> that begins no tag escaped. A text that Telegram can read stays as it is,
    /// and most that it could not keep their formatting.
    /// </summary>
    public static string Readable(string html)
    {
        var tokens = OfHtml(OfTelegram(html));
        // Of other tags alone nothing would be left.
        tokens = tokens.Exists(token => token.Width > 0 && !token.IsSpace) ? tokens : OfHtml(html);
        return string.Concat(tokens.Select(token => token is { Tag: null, Text: "<" } ? "&lt;" : token.Text));
    }

    /// <summary>
    /// What a reader sees of an HTML text. In full with the addresses of its links, and with the tags that have no partner, which are the author's signs: <c>List&lt;U&gt; items</c>.
    /// </summary>
    public static string Visible(string html, bool inFull = true)
    {
        var seen = new StringBuilder(html.Length);
        var links = new Stack<(string Address, int Start)>();
        var tokens = OfHtml(OfTelegram(html));
        var alone = inFull ? Alone([.. tokens.Select(token => (token.Tag, token.Closes))]) : [];
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Width > 0 || alone.Contains(i))
            {
                seen.Append(Decoded(token.Text));
            }
            else if (IsLink(token) && !token.Closes)
            {
                links.Push((AddressOf(token.Text), seen.Length));
            }
            else if (IsLink(token) && links.TryPop(out var link) && inFull && link.Address.Length > 0 && seen.ToString(link.Start, seen.Length - link.Start) != link.Address)
            {
                seen.Append(" (").Append(link.Address).Append(')');
            }
        }

        return seen.ToString();
    }

    /// <summary>False where Telegram would show nothing of the text, and refuse it. A tag without a partner it cannot read, and the text goes out as it is written.</summary>
    public static bool IsSeen(string html)
    {
        var tokens = OfHtml(Readable(html));
        return Alone([.. tokens.Select(token => (token.Tag, token.Closes))]).Count > 0 || !BlankText.Is(string.Concat(tokens.Where(token => token.Width > 0).Select(token => Decoded(token.Text))));
    }

    /// <summary>The places of tags without a partner. Pairs that cross each other are pairs.</summary>
    private static HashSet<int> Alone(List<(string? Tag, bool Closes)> tags)
    {
        var open = new Dictionary<string, Stack<int>>(StringComparer.OrdinalIgnoreCase);
        var alone = new HashSet<int>();
        for (var i = 0; i < tags.Count; i++)
        {
            var (tag, closes) = tags[i];
            if (tag is null)
            {
                continue;
            }

            if (!open.TryGetValue(tag, out var places))
            {
                open[tag] = places = new Stack<int>();
            }

            if (!closes)
            {
                places.Push(i);
            }
            else if (!places.TryPop(out _))
            {
                alone.Add(i);
            }
        }

        alone.UnionWith(open.Values.SelectMany(places => places));
        return alone;
    }

    private static bool IsLink(Token token) => string.Equals(token.Tag, "a", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a reader sees of a token.</summary>
    public static string Decoded(string text) => text.Length > 1 && text[0] == '&' ? System.Net.WebUtility.HtmlDecode(text) : text;

    private static string AddressOf(string tag) => System.Net.WebUtility.HtmlDecode(Address().Match(tag).Groups["address"].Value);

    /// <summary>The text without tags that Telegram does not know: blocks are lines of their own, and cells have a space between them.</summary>
    private static string OfTelegram(string html)
    {
        var (seen, at) = (new StringBuilder(html.Length), 0);
        IReadOnlyList<Match> tags = OtherTag().Matches(html);
        var alone = Alone([.. tags.Select(tag => ((string?)tag.Groups["name"].Value, tag.Groups["closes"].Success))]);
        for (var i = 0; i < tags.Count; i++)
        {
            var tag = tags[i];
            if ((tag.Groups["pair"].Success && alone.Contains(i)) || IsParameter(html, tag))
            {
                continue;
            }

            seen.Append(html, at, tag.Index - at);
            at = tag.Index + tag.Length;
            var (isBlock, closes) = (tag.Groups["block"].Success, tag.Groups["closes"].Success);
            var begins = isBlock && !closes && seen.Length > 0 && seen[^1] != '\n';
            var ends = (isBlock && closes) || tag.Groups["line"].Success;
            seen.Append(begins || ends ? "\n" : closes && tag.Groups["cell"].Success ? " " : "");
        }

        return TagOrNamedEntity().Replace(seen.Append(html, at, html.Length - at).ToString(), part => part.Groups["name"].Success ? NamedEntity().Replace(part.Value, Numbered) : System.Net.WebUtility.HtmlDecode(part.Value));
    }

    /// <summary><c>List&lt;P&gt;</c>: a name in upper case right behind a word.</summary>
    private static bool IsParameter(string html, Match tag) =>
        tag.Index > 0 && char.IsLetterOrDigit(html[tag.Index - 1]) && !tag.Groups["pair"].Success && !tag.Groups["line"].Success && tag.Length == tag.Groups["name"].Length + 2 && char.IsUpper(tag.Groups["name"].Value[0]);

    // Within a tag the character itself may end what it stands in, such as an address in single quotes.
    private static string Numbered(Match entity) =>
        System.Net.WebUtility.HtmlDecode(entity.Value) is var decoded && decoded != entity.Value ? string.Concat(decoded.EnumerateRunes().Select(rune => $"&#{rune.Value};")) : entity.Value;

    // The tags that Telegram knows (docs/telegram.md 27), with attributes that are well formed. Whatever else stands between < and > is the author's text, unless it is HTML's own.
    [GeneratedRegex(
        @"\G" + OneTag,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\shref\s*=\s*(?:""(?<address>[^""]*)""|'(?<address>[^']*)'|(?<address>[^\s""'<>=]+))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    // HTML's tags of text and layout that Telegram does not know (docs/decisions/0434). What may name a type of somebody's program as well is the author's text.
    [GeneratedRegex(
        @"<(?<closes>/)?(?<name>(?<block>(?<pair>" + Pair + @")|" + Single + @")|(?<pair>" + InlinePair + @")|(?<line>br|hr)|(?<cell>t[dh])|img)"
        + @"(?:\s+[a-zA-Z][a-zA-Z0-9:-]*\s*=\s*(?:""[^""]*""|'[^']*'|[^\s""'<>=]+))*\s*/?>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex OtherTag();

    [GeneratedRegex(Named, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NamedEntity();

    [GeneratedRegex(OneTag + "|" + Named, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex TagOrNamedEntity();

    [GeneratedRegex(@"\G&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Entity();
}
