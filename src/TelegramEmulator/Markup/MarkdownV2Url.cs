using System.Globalization;
using System.Text;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>The address in parentheses behind a link, an emoji or a moment of MarkdownV2.</summary>
internal static class MarkdownV2Url
{
    /// <summary>Reads the address; null for a link that has none, which is then its own text. <paramref name="at"/> stands at the closing bracket, and at the closing parenthesis afterwards.</summary>
    public static string? Read(string markdown, ref int at, string type)
    {
        if (at + 1 >= markdown.Length || markdown[at + 1] != '(')
        {
            return type == "text_link" ? null
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

    /// <summary>The entity with what its address says; null where it marks nothing.</summary>
    public static MessageEntity? Marked(MessageEntity entity, string? url) => entity.Type switch
    {
        // The address of an emoji is read also where there is none.
        "custom_emoji" => EmojiOrMoment(entity, url!) is { Length: > 0 } marked ? marked : null,
        _ when entity.Length == 0 => null,
        "text_link" => TelegramLink.Entity(entity, url!),
        _ => entity,
    };

    private static MessageEntity EmojiOrMoment(MessageEntity entity, string url)
    {
        var marked = TelegramLink.Query(url, "emoji") is { } emoji ? LenientNumber.Strict(emoji.GetValueOrDefault("id")) is { } id and not 0 ? entity with { CustomEmojiId = id.ToString(CultureInfo.InvariantCulture) } : null
            : TelegramLink.Query(url, "time") is { } time && LenientNumber.Strict(time.GetValueOrDefault("unix")) is > 0 and <= int.MaxValue and var unix ? Moment(entity, (int)unix, time.GetValueOrDefault("format"))
            : null;
        return marked ?? throw new TelegramMarkupException("Invalid tg://emoji or tg://time URL specified");
    }

    private static MessageEntity? Moment(MessageEntity entity, int unix, string? format)
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
}
