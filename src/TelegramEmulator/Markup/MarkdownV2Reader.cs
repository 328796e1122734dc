using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Reads one text of MarkdownV2 from left to right.</summary>
internal sealed class MarkdownV2Reader(string markdown)
{
    private const string Reserved = "_*[]()~`>#+-=|{}.!\n";

    private const string Spoiler = "||";

    private readonly StringBuilder _text = new(markdown.Length);
    private readonly List<MessageEntity> _entities = [];
    private readonly Stack<(string Type, int Offset, int Begin, string? Language)> _open = new();
    private bool _inQuote;
    private bool _lineBegins = true;
    private int _at;

    public FormattedText Read()
    {
        for (; _at < markdown.Length; _at++)
        {
            var c = markdown[_at];
            if (c == '\\' && _at + 1 < markdown.Length && markdown[_at + 1] is > '\0' and <= '~')
            {
                _text.Append(markdown[++_at]);
                _lineBegins = markdown[_at] == '\n' || (markdown[_at] == '\r' && _lineBegins);
            }
            else if (!IsReserved(c))
            {
                _text.Append(c);
                _lineBegins &= c == '\r';
            }
            else if (_open.Count > 0 && Ends(c))
            {
                End(c);
            }
            else
            {
                Begin(c);
            }
        }

        CloseLastQuote();

        return _open.TryPeek(out var unclosed)
            ? throw Unclosed(unclosed)
            : new FormattedText(_text.ToString(), FormattedText.Sorted(_entities));
    }

    private void CloseLastQuote()
    {
        if (!_inQuote)
        {
            return;
        }

        var expandable = _open.Peek() is { Type: "spoiler" } mark && mark.Begin == markdown.Length - Spoiler.Length;
        if (expandable)
        {
            _open.Pop();
        }

        if (_open.TryPeek(out var quote) && quote.Type == "blockquote")
        {
            Add(_open.Pop() with { Type = expandable ? "expandable_blockquote" : "blockquote" }, null);
        }
    }

    private bool IsReserved(char c) => _open.TryPeek(out var top) && top.Type is "code" or "pre" ? c == '`' : Reserved.Contains(c);

    private bool Next(string expected) => string.CompareOrdinal(markdown, _at, expected, 0, expected.Length) == 0;

    private bool Ends(char c)
    {
        if (_inQuote && c == '\n' && !(_at + 1 < markdown.Length && markdown[_at + 1] == '>'))
        {
            return true;
        }

        return _open.Peek().Type switch
        {
            "bold" => c == '*',
            "italic" => c == '_' && !Next("__"),
            "underline" => Next("__"),
            "strikethrough" => c == '~',
            "spoiler" => Next("||"),
            "code" => c == '`',
            "pre" => Next("```"),
            "text_link" or "custom_emoji" => c == ']',
            _ => false,
        };
    }

    private void Begin(char c)
    {
        var begin = _at;
        switch (c)
        {
            case '_' when Next("__"):
                _at++;
                Open("underline", begin);
                break;
            case '_':
                Open("italic", begin);
                break;
            case '*':
                Open("bold", begin);
                break;
            case '~':
                Open("strikethrough", begin);
                break;
            case '|' when Next("||"):
                _at++;
                Open("spoiler", begin);
                break;
            case '[':
                Open("text_link", begin);
                break;
            case '!' when Next("!["):
                _at++;
                Open("custom_emoji", begin);
                break;
            case '`' when Next("```"):
                _at += 3;
                var language = MarkdownPre.ReadLanguage(markdown, ref _at);
                _at--;
                _open.Push(("pre", _text.Length, begin, language));
                break;
            case '`':
                Open("code", begin);
                break;
            case '>' when _lineBegins:
                if (!_inQuote)
                {
                    _inQuote = true;
                    Open("blockquote", begin);
                }

                break;
            case '\n':
                _text.Append('\n');
                _lineBegins = true;
                break;
            default:
                throw new TelegramMarkupException($"Character '{c}' is reserved and must be escaped with the preceding '\\'");
        }
    }

    private void End(char c)
    {
        var element = _open.Pop();
        if (c == '\n' && element.Type != "blockquote")
        {
            // Two bars at the end of a quote's last line fold it; any other mark must end before its line does.
            var line = markdown[_at - 1] == '\r' ? _at - 1 : _at;
            if (element.Type != "spoiler" || element.Begin != line - Spoiler.Length)
            {
                throw Unclosed(element);
            }

            element = _open.Pop();
            if (element.Type != "blockquote")
            {
                throw Unclosed(element);
            }

            element.Type = "expandable_blockquote";
        }

        string? url = null;
        switch (element.Type)
        {
            case "underline" or "spoiler":
                _at++;
                break;
            case "pre":
                _at += 2;
                break;
            case "text_link" or "custom_emoji":
                url = MarkdownV2Url.Read(markdown, ref _at, element.Type) ?? _text.ToString(element.Offset, _text.Length - element.Offset);
                break;
            case "blockquote" or "expandable_blockquote":
                _inQuote = false;
                _lineBegins = true;
                _text.Append('\n');
                break;
        }

        Add(element, url);
    }

    private void Open(string type, int begin) => _open.Push((type, _text.Length, begin, null));

    private void Add((string Type, int Offset, int Begin, string? Language) element, string? url)
    {
        var entity = new MessageEntity { Type = element.Type, Offset = element.Offset, Length = _text.Length - element.Offset, Language = element.Language };
        if (MarkdownV2Url.Marked(entity, url) is { } marked)
        {
            _entities.Add(marked);
        }
    }

    private TelegramMarkupException Unclosed((string Type, int Offset, int Begin, string? Language) element)
    {
        var name = element.Language is not null ? "PreCode" : string.Concat(element.Type.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])).Replace("TextLink", "TextUrl", StringComparison.Ordinal);
        return new TelegramMarkupException($"Can't find end of {name} entity at byte offset {Encoding.UTF8.GetByteCount(markdown.AsSpan(0, element.Begin))}");
    }
}
