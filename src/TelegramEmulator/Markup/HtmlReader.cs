using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Reads one text of HTML mode from left to right, as Telegram's parser does; byte offsets in errors count UTF-8.</summary>
internal sealed class HtmlReader(string html)
{
    private const string Tags = " a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote ";

    private readonly StringBuilder text = new(html.Length);
    private readonly List<MessageEntity> entities = [];
    private readonly Stack<HtmlElement> open = new();
    private readonly HtmlCursor cursor = new(html);

    public FormattedText Read()
    {
        while (!cursor.AtEnd)
        {
            switch (cursor.Here)
            {
                case '<' when cursor.Next == '/':
                    ReadEndTag();
                    break;
                case '<':
                    ReadStartTag();
                    break;
                default:
                    cursor.CopyCharacter(text);
                    break;
            }
        }

        if (open.TryPeek(out var unclosed))
        {
            throw new TelegramMarkupException($"Can't find end tag corresponding to start tag \"{unclosed.Tag}\"");
        }

        var result = text.ToString();
        if (HasLoneSurrogate(result))
        {
            throw new TelegramMarkupException("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units");
        }

        return new FormattedText(result, FormattedText.Sorted(entities.Select(e => e.Type == "code" ? e with { Language = null } : e)));
    }

    private void ReadStartTag()
    {
        var begin = cursor.At++;
        var tag = cursor.ReadWord('>');
        if (cursor.AtEnd)
        {
            throw Error("Unclosed start tag", begin);
        }

        if (tag.Length == 0 || !Tags.Contains($" {tag} ", StringComparison.Ordinal))
        {
            throw Error($"Unsupported start tag \"{tag}\"", begin);
        }

        var element = new HtmlElement(tag, text.Length);
        var attributes = new HtmlAttributes(cursor, tag, begin);
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

        open.Push(element);
    }

    private void ReadEndTag()
    {
        var begin = cursor.At;
        if (!open.TryPeek(out var element))
        {
            throw Error("Unexpected end tag", begin);
        }

        cursor.At += "</".Length;
        var tag = cursor.ReadWord('>');
        cursor.SkipSpace();
        if (cursor.Here != '>')
        {
            throw Error("Unclosed end tag", begin);
        }

        cursor.At++;
        if (tag.Length > 0 && tag != element.Tag)
        {
            throw new TelegramMarkupException(
                $"Unmatched end tag at byte offset {cursor.ByteOffset(begin)}, expected \"</{element.Tag}>\", found \"</{tag}>\"");
        }

        open.Pop();
        Close(element);
    }

    private void Close(HtmlElement element)
    {
        var length = text.Length - element.Offset;
        if (length == 0)
        {
            return;
        }

        var last = entities.Count - 1;
        var twin = last >= 0 && entities[last].Offset == element.Offset && entities[last].Length == length ? entities[last] : null;

        // <pre><code class="language-x"> is one block in the language x, whichever of the two stands outside.
        if (element.Tag == "pre" && twin is { Type: "code", Language: not null })
        {
            entities[last] = twin with { Type = "pre" };
        }
        else if (element is { Tag: "code", Argument: not null } && twin is { Type: "pre" })
        {
            entities[last] = twin with { Language = element.Argument };
        }
        else if (TelegramHtml.Entity(element, text.ToString(element.Offset, length), length) is { } entity)
        {
            entities.Add(entity);
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

    private TelegramMarkupException Error(string description, int begin) => new($"{description} at byte offset {cursor.ByteOffset(begin)}");
}
