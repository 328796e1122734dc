using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Telegram.Markup;

/// <summary>Reads a Markdown text as Telegram counts it: a mark is nothing, an escape is the sign that it escapes, and everything else counts in code points (docs/telegram.md 26).</summary>
public static partial class MarkdownTokens
{
    private const string Code = "`";
    private const string Pre = "pre";
    internal const string Link = "[";
    internal const string Quote = ">";

    // Longer marks first: __ is underline and not two italics.
    private static readonly string[] NewMarks = ["__", "||", "*", "_", "~"];
    private static readonly string[] OldMarks = ["*", "_"];

    /// <summary>The tokens of a text of mode <c>MarkdownV2</c>: marks may stand in each other.</summary>
    public static List<Token> OfMarkdownV2(string text) => new Reading(text, NewMarks, isNew: true).Tokens();

    /// <summary>The tokens of a text of mode <c>Markdown</c>: within a mark nothing else is one.</summary>
    public static List<Token> OfMarkdown(string text) => new Reading(text, OldMarks, isNew: false).Tokens();

    private sealed class Reading(string text, string[] marks, bool isNew)
    {
        private readonly List<Token> _tokens = new(text.Length);
        private readonly Stack<string> _open = new();
        private int _at;

        public List<Token> Tokens()
        {
            while (_at < text.Length)
            {
                if (!TryEscape() && !TryCode() && !TryMark())
                {
                    Sign();
                }
            }

            return _tokens;
        }

        private bool BeginsLine => _at == 0 || text[_at - 1] == '\n';

        private bool TryEscape()
        {
            var escapes = text[_at] == '\\' && _at + 1 < text.Length && (isNew ? text[_at + 1] is > '\0' and <= '~' : _open.Count == 0 && text[_at + 1] is '_' or '*' or '`' or '[');
            return escapes && Add(2, width: 1);
        }

        private bool TryCode()
        {
            var fence = Fence().Match(text, _at);
            if (_open.TryPeek(out var top) && top == Pre)
            {
                return Begins("```") ? Close(Pre, 3) : Sign();
            }

            if (top == Code)
            {
                return text[_at] == '`' ? Close(Code, 1) : Sign();
            }

            return text[_at] == '`' && (isNew || _open.Count == 0) && (fence.Success ? Open(Pre, fence.Length, "```") : Open(Code, 1, Code));
        }

        private bool TryMark()
        {
            if (_open.TryPeek(out var top) && top == Quote && text[_at] == '\n')
            {
                // A quotation consists of lines: each says for itself whether it belongs to it.
                _open.Pop();
                _tokens.Add(new Token("", 0, Quote, Closes: true));
                return Sign();
            }

            if (isNew && BeginsLine && QuoteMark().Match(text, _at) is { Success: true } quote)
            {
                return Open(Quote, quote.Length, "");
            }

            // The mark of a quotation that can be folded, at the end of its last line.
            if (_open.Contains(Quote) && !_open.Contains("||") && FoldMark().IsMatch(text, _at))
            {
                return Add(2, width: 0);
            }

            // The empty bold that keeps two marks of underscores apart, which may stand within another bold.
            if (isNew && top is not "*" && _at > 0 && text[_at - 1] == '_' && Begins("**_"))
            {
                return Add(2, width: 0);
            }

            if (LinkMark().Match(text, _at) is { Success: true } link && (isNew || _open.Count == 0) && !_open.Contains(Link))
            {
                return Open(Link, link.Groups["begin"].Length, link.Groups["end"].Value);
            }

            if (text[_at] == ']' && top == Link && LinkEnd().Match(text, _at) is { Success: true } end)
            {
                return Close(Link, end.Length);
            }

            var mark = Array.Find(marks, Begins);
            return mark is not null && (top == mark ? Close(mark, mark.Length) : !_open.Contains(mark) && (isNew || _open.Count == 0) && Open(mark, mark.Length, mark));
        }

        private bool Sign() => Add(char.IsHighSurrogate(text[_at]) && _at + 1 < text.Length ? 2 : 1, width: 1);

        private bool Begins(string mark) => string.CompareOrdinal(text, _at, mark, 0, mark.Length) == 0;

        private bool Open(string mark, int length, string ending)
        {
            _open.Push(mark);
            _tokens.Add(new Token(text.Substring(_at, length), 0, mark, Closes: false, ending));
            _at += length;
            return true;
        }

        private bool Close(string mark, int length)
        {
            _open.Pop();
            _tokens.Add(new Token(text.Substring(_at, length), 0, mark, Closes: true));
            _at += length;
            return true;
        }

        private bool Add(int length, int width)
        {
            _tokens.Add(new Token(text.Substring(_at, length), width));
            _at += length;
            return true;
        }
    }

    [GeneratedRegex(@"\G```(?:[^\s`]*\r?\n)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\G(?:\*\*)?>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex QuoteMark();

    [GeneratedRegex(@"\G\|\|(?=\n|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FoldMark();

    // Bounded, so that a text of brackets costs no more than its length.
    [GeneratedRegex(@"\G(?<begin>!?\[)(?:[^\]\\]|\\.){0,4096}(?<end>\]\((?:[^)\\\n]|\\.){0,2048}\))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkMark();

    [GeneratedRegex(@"\G\]\((?:[^)\\\n]|\\.){0,2048}\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkEnd();
}
