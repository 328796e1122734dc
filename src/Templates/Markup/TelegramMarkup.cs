using System.Text;

namespace PhStudio.Messaging.Templates.Markup;

/// <summary>
/// Reads a text as Telegram's HTML mode does (docs/telegram.md 27) and says whether it would be accepted.
/// Where Telegram's own parser ignores a mistake (an attribute that means nothing, <c>&lt;/&gt;</c>) this one refuses: it is an error in a template.
/// </summary>
public static class TelegramMarkup
{
    private const int DeepestNesting = 32;

    /// <summary>Checks a text without allocating when it is right.</summary>
    public static MarkupResult Check(ReadOnlySpan<char> html) => Read(html, visible: null);

    /// <summary>The characters that a reader sees.</summary>
    /// <exception cref="FormatException">Telegram would refuse the text.</exception>
    public static string Visible(string html)
    {
        var visible = new StringBuilder(html.Length);
        var result = Read(html, visible);
        return result.Problem is null ? visible.ToString() : throw new FormatException(result.Problem);
    }

    /// <summary>How many code points a text has, which is how Telegram counts.</summary>
    public static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += char.IsLowSurrogate(c) ? 0 : 1;
        }

        return count;
    }

    private static MarkupResult Read(ReadOnlySpan<char> html, StringBuilder? visible)
    {
        Span<OpenTag> open = stackalloc OpenTag[DeepestNesting];
        var depth = 0;
        var length = 0;
        for (var at = 0; at < html.Length;)
        {
            var plain = html[at..].IndexOfAny('<', '&');
            plain = plain < 0 ? html.Length - at : plain;
            length += CodePoints(html.Slice(at, plain));
            visible?.Append(html.Slice(at, plain));
            at += plain;
            if (at == html.Length)
            {
                break;
            }

            if (html[at] == '&')
            {
                var taken = TelegramEntity.Decode(html[at..], out var codePoint);
                if (codePoint is >= 0xD800 and <= 0xDFFF)
                {
                    return new("half of a surrogate pair is no character", at, length);
                }

                visible?.Append(taken == 0 ? "&" : char.ConvertFromUtf32(codePoint));
                length++;
                at += Math.Max(taken, 1);
                continue;
            }

            var end = ReadTag(html, at, open, ref depth, out var problem);
            if (problem is not null)
            {
                return new(problem, at, length);
            }

            at = end;
        }

        return depth == 0
            ? new(null, 0, length)
            : new($"the tag <{TelegramTag.Name(open[depth - 1].Tag)}> is not closed", open[depth - 1].At, length);
    }

    private static int ReadTag(ReadOnlySpan<char> html, int at, Span<OpenTag> open, ref int depth, out string? problem)
    {
        var reader = new TagReader(html, at);
        problem = reader.Read();
        if (problem is not null)
        {
            return at;
        }

        if (!reader.Closing)
        {
            problem = depth == open.Length ? $"tags are nested deeper than {DeepestNesting}" : null;
            if (problem is null)
            {
                open[depth++] = new(reader.Tag, at);
            }
        }
        else if (depth == 0 || open[depth - 1].Tag != reader.Tag)
        {
            problem = depth == 0
                ? $"</{TelegramTag.Name(reader.Tag)}> closes nothing"
                : $"</{TelegramTag.Name(reader.Tag)}> stands where </{TelegramTag.Name(open[depth - 1].Tag)}> must";
        }
        else
        {
            depth--;
        }

        return reader.End;
    }

    private readonly record struct OpenTag(int Tag, int At);
}
