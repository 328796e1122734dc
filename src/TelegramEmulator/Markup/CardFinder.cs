using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Finds numbers of bank cards: their length, their last digit and what their first digits say must fit.</summary>
internal static class CardFinder
{
    private const int Fewest = 13;
    private const int Most = 19;

    public static IEnumerable<MessageEntity> Find(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                continue;
            }

            var before = Signs.Before(text, at);
            if (before.Value is '.' or ',' or '+' or '-' or '_' || Signs.IsLetter(before))
            {
                at = End(text, at, out _) - 1;
                continue;
            }

            var from = at;
            at = End(text, from, out var digits);
            var end = at;
            while (!char.IsAsciiDigit(text[end - 1]))
            {
                end--;
            }

            var after = Signs.At(text, end);
            if (digits.Count is >= Fewest and <= Most && end - from < 2 * digits.Count && after.Value is not ('-' or '_') && !Signs.IsLetter(after) && IsCard(digits))
            {
                yield return TagFinder.Entity(FormattedText.BankCard, from, end);
            }

            at--;
        }
    }

    /// <summary>Digits in a row end at a space where they are enough; in groups they go on.</summary>
    private static int End(string text, int from, out List<int> digits)
    {
        digits = [];
        var at = from;
        for (; at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is ' ' or '-'); at++)
        {
            if (text[at] == ' ' && digits.Count is >= 16 and <= Most && digits.Count == at - from)
            {
                break;
            }

            if (char.IsAsciiDigit(text[at]))
            {
                digits.Add(text[at] - '0');
            }
        }

        return at;
    }

    private static bool IsCard(List<int> digits)
    {
        var sum = digits.AsEnumerable().Reverse().Select((digit, place) => place % 2 == 0 ? digit : digit < 5 ? 2 * digit : (2 * digit) - 9).Sum();
        var first = (digits[0] * 10) + digits[1];
        var four = (first * 100) + (digits[2] * 10) + digits[3];
        return sum % 10 == 0 && (digits[0] == 4 ? digits.Count is 13 or 16 or 18 or 19
            : first is >= 51 and <= 55 || four is (>= 2221 and <= 2720) or (>= 2200 and <= 2204) ? digits.Count == 16
            : first is 34 or 37 ? digits.Count == 15
            : first is not (62 or 81) || digits.Count >= 16);
    }
}
