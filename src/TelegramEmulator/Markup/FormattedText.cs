using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>A text without markup, and what was marked in it.</summary>
/// <param name="Text">The text as people read it.</param>
/// <param name="Entities">The marked pieces, sorted; offsets and lengths count UTF-16 code units.</param>
public sealed record FormattedText(string Text, IReadOnlyList<MessageEntity> Entities)
{
    internal const string BankCard = "bank_card_number";

    /// <summary>The length that Telegram's limit of 4096 counts: Unicode code points (docs/telegram.md 26).</summary>
    public int CodePoints => CountCodePoints(Text);

    /// <summary>The entities as a message has them: null for none. A number of a bank card is found and never told.</summary>
    public IReadOnlyList<MessageEntity>? Told => Entities.Count == 0 ? null
        : Entities.Any(entity => entity.Type == BankCard) ? [.. Entities.Where(entity => entity.Type != BankCard)]
        : Entities;

    /// <summary>How many Unicode code points a text has; half of a surrogate pair counts as one.</summary>
    /// <param name="text">Any text.</param>
    public static int CountCodePoints(string text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                pairs++;
            }
        }

        return text.Length - pairs;
    }

    internal static List<MessageEntity> Sorted(IEnumerable<MessageEntity> entities) =>
        [.. entities.OrderBy(e => e.Offset).ThenByDescending(e => e.Length).ThenBy(Priority)];

    /// <summary>Which of two entities over the same text stands outside.</summary>
    private static int Priority(MessageEntity entity) => entity.Type switch
    {
        "blockquote" or "expandable_blockquote" => 0,
        "pre" => entity.Language is null ? 11 : 10,
        "code" => 20,
        "date_time" => 30,
        "text_link" or "text_mention" => 49,
        "bold" => 90,
        "italic" => 91,
        "underline" => 92,
        "strikethrough" => 93,
        "spoiler" => 94,
        "custom_emoji" => 99,
        _ => 50,
    };
}

/// <summary>A text that Telegram would not parse.</summary>
/// <param name="description">Telegram's words after "Bad Request: can't parse entities: ".</param>
public sealed class TelegramMarkupException(string description) : FormatException(description)
{
    /// <summary>The description of the whole answer, as the Bot API gives it.</summary>
    public string Answer => $"Bad Request: can't parse entities: {Message}";
}
