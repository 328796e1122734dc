using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What Telegram finds in a text by itself: addresses, commands, mentions, hashtags, cashtags, card numbers.</summary>
internal static class FoundEntities
{
    private const int FewestDigitsOfCard = 13;

    /// <summary>The entities of a text with the found ones; what is marked as a link or code stays what it is.</summary>
    public static IReadOnlyList<MessageEntity> AddTo(FormattedText parsed)
    {
        var found = Find(parsed.Text);
        if (found.Count == 0)
        {
            return parsed.Entities;
        }

        var quotes = parsed.Entities.Where(EntityNesting.IsQuote).ToList();
        var marked = parsed.Entities.Where(e => !EntityNesting.IsQuote(e) && !EntityNesting.IsStyle(e)).ToList();
        return FormattedText.Sorted([.. parsed.Entities, .. found.Where(e => quotes.All(quote => EntityNesting.Apart(e, quote) || EntityNesting.Within(e, quote)) && marked.All(other => EntityNesting.Apart(e, other)))]);
    }

    /// <summary>Of two that overlap, the one that begins first stays; of two with one beginning the longer one.</summary>
    private static List<MessageEntity> Find(string text)
    {
        // Most texts hold none of these signs.
        var hasSign = text.AsSpan().IndexOfAny("/@#$.") >= 0;
        var hasCard = text.Count(char.IsAsciiDigit) >= FewestDigitsOfCard;
        return !hasSign && !hasCard ? []
            : EntityNesting.NonCrossing([.. hasSign ? TagFinder.Find(text) : [], .. hasCard ? CardFinder.Find(text) : [], .. hasSign ? AddressFinder.Find(text) : []]);
    }
}
