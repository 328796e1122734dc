using System.Globalization;
using System.Text.RegularExpressions;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>
/// Telegram's HTML mode, exactly as narrow as Telegram's own (TELEGRAM.md 27): a list of tags, strictly nested, and four named entities.
/// It is the judge for everything that renders HTML in this repository.
/// </summary>
public static partial class TelegramHtml
{
    /// <summary>Parses a text of HTML mode.</summary>
    /// <param name="html">The text as it is sent.</param>
    /// <returns>The text without tags, and its entities.</returns>
    /// <exception cref="TelegramMarkupException">Telegram would refuse it; the message is Telegram's own.</exception>
    public static FormattedText Parse(string html) => new HtmlReader(html).Read();

    /// <summary>The entity that an element becomes; null when it becomes none, as a link without a usable address does.</summary>
    internal static MessageEntity? Entity(HtmlElement element, string content, int length)
    {
        var entity = new MessageEntity { Type = "", Offset = element.Offset, Length = length };
        switch (element.Tag)
        {
            case "b" or "strong":
                return entity with { Type = "bold" };
            case "i" or "em":
                return entity with { Type = "italic" };
            case "s" or "strike" or "del":
                return entity with { Type = "strikethrough" };
            case "u" or "ins":
                return entity with { Type = "underline" };
            case "tg-spoiler" or "span":
                return entity with { Type = "spoiler" };
            case "blockquote":
                return entity with { Type = element.Expandable ? "expandable_blockquote" : "blockquote" };
            case "pre":
                return entity with { Type = "pre" };
            case "code":
                return entity with { Type = "code", Language = element.Argument };
            case "tg-emoji":
                return long.TryParse(element.Argument, out var id) && id != 0
                    ? entity with { Type = "custom_emoji", CustomEmojiId = element.Argument }
                    : throw new TelegramMarkupException("Invalid custom emoji identifier specified");
            case "tg-time":
                return Moment(entity, element);
            default:
                return TelegramLink.Entity(entity, element.Argument is { Length: > 0 } url ? url : content);
        }
    }

    /// <summary>A moment (TELEGRAM.md 28): 31 bits of seconds, and a format of the documented form; Telegram's words for a wrong one are our guess.</summary>
    private static MessageEntity Moment(MessageEntity entity, HtmlElement element) =>
        !int.TryParse(element.Argument, NumberStyles.None, CultureInfo.InvariantCulture, out var unix) ? throw new TelegramMarkupException("Invalid date specified")
        : TimeFormat().IsMatch(element.Format ?? "") ? entity with { Type = "date_time", UnixTime = unix, DateTimeFormat = element.Format }
        : throw new TelegramMarkupException("Invalid date format specified");

    [GeneratedRegex(@"^(?:r|w?[dD]?[tT]?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimeFormat();
}

/// <summary>An element whose end was not seen yet.</summary>
internal sealed record HtmlElement(string Tag, int Offset)
{
    public string? Argument { get; set; }

    public string? Format { get; set; }

    public bool Expandable { get; set; }
}
