using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>
/// Telegram's HTML mode, exactly as narrow as Telegram's own (docs/telegram.md 27): a list of tags, strictly nested, and four named entities.
/// It is the judge for everything that renders HTML in this repository.
/// </summary>
public static class TelegramHtml
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
                return LenientNumber.Strict(element.Argument) is not (null or 0)
                    ? entity with { Type = "custom_emoji", CustomEmojiId = element.Argument }
                    : throw new TelegramMarkupException("Invalid custom emoji identifier specified");
            case "tg-time":
                return TelegramMoment.Entity(entity, LenientNumber.Int(element.Argument ?? ""), element.Format);
            default:
                return TelegramLink.Entity(entity, element.Argument is { Length: > 0 } url ? url : content);
        }
    }
}

/// <summary>An element whose end was not seen yet.</summary>
internal sealed record HtmlElement(string Tag, int Offset)
{
    public string? Argument { get; set; }

    public string? Format { get; set; }

    public bool Expandable { get; set; }
}
