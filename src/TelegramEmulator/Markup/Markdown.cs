using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Telegram's old Markdown mode: <c>_italic_ *bold* `code` ```pre``` [link](url)</c>, nothing nested.</summary>
public static class Markdown
{
    /// <summary>Parses a text of mode <c>Markdown</c>.</summary>
    /// <param name="markdown">The text as it is sent.</param>
    /// <exception cref="TelegramMarkupException">Telegram would refuse it.</exception>
    public static FormattedText Parse(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        var entities = new List<MessageEntity>();
        for (var i = 0; i < markdown.Length; i++)
        {
            var c = markdown[i];
            if (c == '\\' && i + 1 < markdown.Length && markdown[i + 1] is '_' or '*' or '`' or '[')
            {
                text.Append(markdown[++i]);
                continue;
            }

            if (c is not '_' and not '*' and not '`' and not '[')
            {
                text.Append(c);
                continue;
            }

            i = ReadEntity(markdown, i, text, entities);
        }

        return new FormattedText(text.ToString(), FormattedText.Sorted(entities));
    }

    /// <summary>Reads the entity that begins at <paramref name="begin"/> and gives the index of its last character.</summary>
    private static int ReadEntity(string markdown, int begin, StringBuilder text, List<MessageEntity> entities)
    {
        var block = string.CompareOrdinal(markdown, begin, "```", 0, 3) == 0;
        var close = block ? "```" : markdown[begin] == '[' ? "]" : markdown[begin].ToString();
        var from = begin + (block ? 3 : 1);
        string? language = null;
        if (block)
        {
            language = MarkdownPre.ReadLanguage(markdown, ref from);
        }

        var end = markdown.IndexOf(close, from, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new TelegramMarkupException($"Can't find end of the entity starting at byte offset {Encoding.UTF8.GetByteCount(markdown.AsSpan(0, begin))}");
        }

        var content = markdown[from..end];
        var entity = new MessageEntity { Type = "", Offset = text.Length, Length = content.Length };
        text.Append(content);
        var last = end + close.Length - 1;
        var url = content;
        if (markdown[begin] == '[' && content.Length > 0 && end + 1 < markdown.Length && markdown[end + 1] == '(')
        {
            var closing = markdown.IndexOf(')', end + 2);
            last = closing < 0 ? markdown.Length - 1 : closing;
            url = markdown[(end + 2)..(closing < 0 ? markdown.Length : closing)];
        }

        var marked = content.Length == 0 ? null : markdown[begin] switch
        {
            '_' => entity with { Type = "italic" },
            '*' => entity with { Type = "bold" },
            '`' => entity with { Type = block ? "pre" : "code", Language = language },
            _ => TelegramLink.Entity(entity, url),
        };
        if (marked is not null)
        {
            entities.Add(marked);
        }

        return last;
    }
}
