using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Reads one text of MarkdownV2 from left to right.</summary>
internal sealed class MarkdownV2Reader(string markdown)
{
    private const string Reserved = "_*[]()~`>#+-=|{}.!\n";

    private const string Spoiler = "||";

    private readonly StringBuilder text = new(markdown.Length);
    private readonly List<MessageEntity> entities = [];
    private readonly Stack<(string Type, int Offset, int Begin, string? Language)> open = new();
    private bool inQuote;
    private bool lineBegins = true;
    private int at;

    public FormattedText Read()
    {
        for (; at < markdown.Length; at++)
        {
            var c = markdown[at];
            if (c == '\\' && at + 1 < markdown.Length && markdown[at + 1] is > '\0' and <= '~')
            {
                text.Append(markdown[++at]);
                lineBegins = markdown[at] == '\n' || (markdown[at] == '\r' && lineBegins);
            }
            else if (!IsReserved(c))
            {
                text.Append(c);
                lineBegins &= c == '\r';
            }
            else if (open.Count > 0 && Ends(c))
            {
                End(c);
            }
            else
            {
                Begin(c);
            }
        }

        CloseLastQuote();

        return open.TryPeek(out var unclosed)
            ? throw Unclosed(unclosed.Type, unclosed.Begin)
            : new FormattedText(text.ToString(), FormattedText.Sorted(entities));
    }

    private void CloseLastQuote()
    {
        if (!inQuote)
        {
            return;
        }

        var expandable = open.Peek() is { Type: "spoiler" } mark && mark.Begin == markdown.Length - Spoiler.Length;
        if (expandable)
        {
            open.Pop();
        }

        if (open.TryPeek(out var quote) && quote.Type == "blockquote")
        {
            Add(open.Pop() with { Type = expandable ? "expandable_blockquote" : "blockquote" }, null);
        }
    }

    private bool IsReserved(char c) => open.TryPeek(out var top) && top.Type is "code" or "pre" ? c == '`' : Reserved.Contains(c);

    private bool Next(string expected) => string.CompareOrdinal(markdown, at, expected, 0, expected.Length) == 0;

    private bool Ends(char c)
    {
        if (inQuote && c == '\n' && !(at + 1 < markdown.Length && markdown[at + 1] == '>'))
        {
            return true;
        }

        return open.Peek().Type switch
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
        var begin = at;
        switch (c)
        {
            case '_' when Next("__"):
                at++;
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
                at++;
                Open("spoiler", begin);
                break;
            case '[':
                Open("text_link", begin);
                break;
            case '!' when Next("!["):
                at++;
                Open("custom_emoji", begin);
                break;
            case '`' when Next("```"):
                at += 3;
                var language = MarkdownPre.ReadLanguage(markdown, ref at);
                at--;
                open.Push(("pre", text.Length, begin, language));
                break;
            case '`':
                Open("code", begin);
                break;
            case '>' when lineBegins:
                if (!inQuote)
                {
                    inQuote = true;
                    Open("blockquote", begin);
                }

                break;
            case '\n':
                text.Append('\n');
                lineBegins = true;
                break;
            default:
                throw new TelegramMarkupException($"Character '{c}' is reserved and must be escaped with the preceding '\\'");
        }
    }

    private void End(char c)
    {
        var element = open.Pop();
        if (c == '\n' && element.Type != "blockquote")
        {
            // Two bars at the end of a quote's last line fold it; any other mark must end before its line does.
            var line = markdown[at - 1] == '\r' ? at - 1 : at;
            if (element.Type != "spoiler" || element.Begin != line - Spoiler.Length)
            {
                throw Unclosed(element.Type, element.Begin);
            }

            element = open.Pop();
            if (element.Type != "blockquote")
            {
                throw Unclosed(element.Type, element.Begin);
            }

            element.Type = "expandable_blockquote";
        }

        string? url = null;
        switch (element.Type)
        {
            case "underline" or "spoiler":
                at++;
                break;
            case "pre":
                at += 2;
                break;
            case "text_link" or "custom_emoji":
                url = ReadUrl(element);
                break;
            case "blockquote" or "expandable_blockquote":
                inQuote = false;
                lineBegins = true;
                text.Append('\n');
                break;
        }

        Add(element, url);
    }

    private string ReadUrl((string Type, int Offset, int Begin, string? Language) element)
    {
        if (at + 1 >= markdown.Length || markdown[at + 1] != '(')
        {
            return element.Type == "text_link" ? text.ToString(element.Offset, text.Length - element.Offset)
                : throw new TelegramMarkupException("The entity must contain a tg://emoji or tg://time URL");
        }

        at += 2;
        var begin = at;
        var url = new StringBuilder();
        for (; at < markdown.Length && markdown[at] != ')'; at++)
        {
            if (markdown[at] == '\\' && at + 1 < markdown.Length && markdown[at + 1] is > '\0' and <= '~')
            {
                at++;
            }

            url.Append(markdown[at]);
        }

        return at < markdown.Length ? url.ToString()
            : throw new TelegramMarkupException($"Can't find end of a URL at byte offset {Encoding.UTF8.GetByteCount(markdown.AsSpan(0, begin))}");
    }

    private void Open(string type, int begin) => open.Push((type, text.Length, begin, null));

    private void Add((string Type, int Offset, int Begin, string? Language) element, string? url)
    {
        var entity = new MessageEntity { Type = element.Type, Offset = element.Offset, Length = text.Length - element.Offset, Language = element.Language };
        var marked = entity.Length == 0 ? null : element.Type switch
        {
            "text_link" => TelegramLink.Entity(entity, url!),
            "custom_emoji" => EmojiOrMoment(entity, url!),
            _ => entity,
        };
        if (marked is not null)
        {
            entities.Add(marked);
        }
    }

    private static MessageEntity EmojiOrMoment(MessageEntity entity, string url)
    {
        const string Emoji = "tg://emoji?";
        const string Time = "tg://time?";
        var query = System.Web.HttpUtility.ParseQueryString(url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        var marked = url.StartsWith(Emoji, StringComparison.OrdinalIgnoreCase) && long.TryParse(query["id"], out var id) && id != 0 ? entity with { CustomEmojiId = query["id"] }
            : url.StartsWith(Time, StringComparison.OrdinalIgnoreCase) ? Moment(entity, query["unix"], query["format"])
            : null;
        return marked ?? throw new TelegramMarkupException("Invalid tg://emoji or tg://time URL specified");
    }

    private static MessageEntity? Moment(MessageEntity entity, string? unix, string? format)
    {
        try
        {
            return TelegramMoment.Entity(entity, unix, format);
        }
        catch (TelegramMarkupException)
        {
            return null;
        }
    }

    private TelegramMarkupException Unclosed(string type, int begin)
    {
        var name = string.Concat(type.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])).Replace("TextLink", "TextUrl", StringComparison.Ordinal);
        return new TelegramMarkupException($"Can't find end of {name} entity at byte offset {Encoding.UTF8.GetByteCount(markdown.AsSpan(0, begin))}");
    }
}
