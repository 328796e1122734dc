using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Reads one text of HTML mode from left to right, as Telegram's parser does; byte offsets in errors count UTF-8.</summary>
internal sealed class HtmlReader(string html)
{
    private const string Tags = " a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote ";

    private readonly StringBuilder _text = new(html.Length);
    private readonly List<MessageEntity> _entities = [];
    private readonly Stack<HtmlElement> _open = new();
    private readonly HtmlCursor _cursor = new(html);

    public FormattedText Read()
    {
        var isBroken = false;
        while (!_cursor.AtEnd)
        {
            switch (_cursor.Here)
            {
                case '<' when _cursor.Next == '/':
                    ReadEndTag();
                    break;
                case '<':
                    ReadStartTag();
                    break;
                default:
                    isBroken |= _cursor.CopyCharacter(_text);
                    break;
            }
        }

        if (_open.TryPeek(out var unclosed))
        {
            throw new TelegramMarkupException($"Can't find end tag corresponding to start tag \"{unclosed.Tag}\"");
        }

        var result = _text.ToString();
        if (isBroken || HasLoneSurrogate(result))
        {
            throw new TelegramMarkupException("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units");
        }

        return new FormattedText(result, FormattedText.Sorted(_entities.Select(e => e.Type == "code" ? e with { Language = null } : e)));
    }

    private void ReadStartTag()
    {
        var begin = _cursor.At++;
        var tag = _cursor.ReadWord('>');
        if (_cursor.AtEnd)
        {
            throw Error("Unclosed start tag", begin);
        }

        if (tag.Length == 0 || !Tags.Contains($" {tag} ", StringComparison.Ordinal))
        {
            throw Error($"Unsupported start tag \"{tag}\"", begin);
        }

        var element = new HtmlElement(tag, _text.Length);
        var attributes = new HtmlAttributes(_cursor, tag, begin);
        var spoiler = false;
        while (attributes.Next() is var (attribute, value))
        {
            switch (tag, attribute)
            {
                case ("a", "href") or ("tg-emoji", "emoji-id") or ("tg-time", "unix") when value is not null:
                    element.Argument = value;
                    break;
                case ("tg-time", "format") when value is not null:
                    element.Format = value;
                    break;
                case ("code", "class") when value?.StartsWith("language-", StringComparison.Ordinal) == true:
                    element.Argument = value["language-".Length..];
                    break;
                case ("span", "class") when value?.StartsWith("tg-", StringComparison.Ordinal) == true:
                    spoiler = value == "tg-spoiler";
                    break;
                case ("blockquote", "expandable"):
                    element.Expandable = true;
                    break;
            }
        }

        if (tag == "span" && !spoiler)
        {
            throw Error("Tag \"span\" must have class \"tg-spoiler\"", begin);
        }

        _open.Push(element);
    }

    private void ReadEndTag()
    {
        var begin = _cursor.At;
        if (!_open.TryPeek(out var element))
        {
            throw Error("Unexpected end tag", begin);
        }

        _cursor.At += "</".Length;
        var tag = _cursor.ReadWord('>');
        _cursor.SkipSpace();
        if (_cursor.Here != '>')
        {
            throw Error("Unclosed end tag", begin);
        }

        _cursor.At++;
        if (tag.Length > 0 && tag != element.Tag)
        {
            throw new TelegramMarkupException(
                $"Unmatched end tag at byte offset {_cursor.ByteOffset(begin)}, expected \"</{element.Tag}>\", found \"</{tag}>\"");
        }

        _open.Pop();
        Close(element);
    }

    private void Close(HtmlElement element)
    {
        var length = _text.Length - element.Offset;
        if (length == 0)
        {
            return;
        }

        var last = _entities.Count - 1;
        var twin = last >= 0 && _entities[last].Offset == element.Offset && _entities[last].Length == length ? _entities[last] : null;

        // <pre><code class="language-x"> is one block in the language x, whichever of the two stands outside.
        if (element.Tag == "pre" && twin is { Type: "code", Language: not null })
        {
            _entities[last] = twin with { Type = "pre" };
        }
        else if (element is { Tag: "code", Argument: not null } && twin is { Type: "pre" })
        {
            _entities[last] = twin with { Language = element.Argument };
        }
        else if (TelegramHtml.Entity(element, _text.ToString(element.Offset, length), length) is { } entity)
        {
            _entities.Add(entity);
        }
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }

    private TelegramMarkupException Error(string description, int begin) => new($"{description} at byte offset {_cursor.ByteOffset(begin)}");
}
