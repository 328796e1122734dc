using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Reads one text of MarkdownV2 from left to right.</summary>
internal sealed class MarkdownV2Reader(string markdown)
{
    private const string Reserved = "_*[]()~`>#+-=|{}.!\n";

    private readonly StringBuilder text = new(markdown.Length);
    private readonly List<MessageEntity> entities = [];
    private readonly Stack<(string Type, int Offset, int Begin, string? Language)> open = new();
    private bool inQuote;
    private int at;

    public FormattedText Read()
    {
        for (; at < markdown.Length; at++)
        {
            var c = markdown[at];
            if (c == '\\' && at + 1 < markdown.Length && markdown[at + 1] is > '\0' and <= '~')
            {
                text.Append(markdown[++at]);
            }
            else if (!IsReserved(c))
            {
                text.Append(c);
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

        if (open.TryPeek(out var last) && last.Type == "blockquote")
        {
            Add(open.Pop(), null);
        }

        return open.TryPeek(out var unclosed)
            ? throw Unclosed(unclosed.Type, unclosed.Begin)
            : new FormattedText(text.ToString(), FormattedText.Sorted(entities));
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
            case '>' when at == 0:
                inQuote = true;
                Open("blockquote", begin);
                break;
            case '\n':
                text.Append('\n');
                BeginLine();
                break;
            default:
                throw new TelegramMarkupException($"Character '{c}' is reserved and must be escaped with the preceding '\\'");
        }
    }

    private void BeginLine()
    {
        if (at + 1 < markdown.Length && markdown[at + 1] == '>')
        {
            at++;
            if (!inQuote)
            {
                inQuote = true;
                Open("blockquote", at);
            }
        }
    }

    private void End(char c)
    {
        var element = open.Pop();
        if (c == '\n' && element.Type != "blockquote")
        {
            throw Unclosed(element.Type, element.Begin);
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
            case "blockquote":
                inQuote = false;
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
                : throw new TelegramMarkupException("Custom emoji entity must contain a tg://emoji URL");
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
            "custom_emoji" => entity with { CustomEmojiId = url!.Split("id=")[^1] },
            _ => entity,
        };
        if (marked is not null)
        {
            entities.Add(marked);
        }
    }

    private TelegramMarkupException Unclosed(string type, int begin)
    {
        var name = string.Concat(type.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])).Replace("TextLink", "TextUrl", StringComparison.Ordinal);
        return new TelegramMarkupException($"Can't find end of {name} entity at byte offset {Encoding.UTF8.GetByteCount(markdown.AsSpan(0, begin))}");
    }
}
