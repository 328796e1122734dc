using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>What Telegram makes of characters that no message may hold: control characters become spaces, others vanish, and the entities move along.</summary>
internal static class TextCleaning
{
    private const char NonJoiner = '\u200c';
    private const char LeftToRight = '\u200e';
    private const char RightToLeft = '\u200f';

    /// <summary>The same for a text without entities, such as a button's.</summary>
    public static string Clean(string text) => Clean(new FormattedText(text, [])).Text;

    /// <summary>False for a text that came in bytes that are no UTF-8.</summary>
    public static bool IsUnicode(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    public static FormattedText Clean(FormattedText formatted)
    {
        var text = formatted.Text;
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u2028', '\u202e') && text.AsSpan().IndexOfAny('\u0333', '\u033f', '\u030a') < 0 && text.AsSpan().IndexOfAny(LeftToRight, RightToLeft) < 0)
        {
            return formatted;
        }

        var cleaned = new StringBuilder(text.Length);
        var places = new int[text.Length + 1];
        for (var i = 0; i < text.Length; i++)
        {
            places[i] = cleaned.Length;
            if (text[i] is '\n' or >= ' ' && !Vanishes(text[i]))
            {
                cleaned.Append(text[i]);
            }
            else if (text[i] < ' ' && text[i] != '\r')
            {
                cleaned.Append(' ');
            }
        }

        places[text.Length] = cleaned.Length;
        for (var i = 1; i < cleaned.Length; i++)
        {
            // Of several marks of direction in a row only the last is left.
            cleaned[i - 1] = IsDirection(cleaned[i - 1]) && IsDirection(cleaned[i]) ? NonJoiner : cleaned[i - 1];
        }

        return new FormattedText(cleaned.ToString(), [.. formatted.Entities
            .Select(e => e with { Offset = places[e.Offset], Length = places[e.Offset + e.Length] - places[e.Offset] })
            .Where(e => e.Length > 0)]);
    }

    /// <summary>Without spaces and line breaks at the end, and at the beginning as far as no entity begins there.</summary>
    public static FormattedText Trimmed(FormattedText formatted)
    {
        var text = formatted.Text.TrimEnd(' ', '\n');
        var start = 0;
        var first = formatted.Entities.Count == 0 ? text.Length : formatted.Entities[0].Offset;
        while (start < first && start < text.Length && text[start] is ' ' or '\n')
        {
            start++;
        }

        return start == 0 && text.Length == formatted.Text.Length ? formatted : new FormattedText(text[start..], [.. formatted.Entities
            .Where(e => e.Offset < text.Length)
            .Select(e => e with { Offset = e.Offset - start, Length = Math.Min(e.Offset + e.Length, text.Length) - e.Offset })]);
    }

    /// <summary>True for a text of spaces of any kind and of marks that nobody sees.</summary>
    public static bool IsNothing(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsEmpty(rune.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsEmpty(int c) => c is ' ' or '\n' or 0xa0 or 0x1680 or 0x180e or (>= 0x2000 and <= 0x200f) or 0x202e or 0x202f or 0x205f or 0x2800 or 0x3000 or 0xfeff or 0xfffc or (>= 0xe0000 and <= 0xe007f);

    private static bool IsDirection(char c) => c is LeftToRight or RightToLeft;

    /// <summary>Line and paragraph separators, marks that turn the direction, and lines drawn above or below a letter.</summary>
    private static bool Vanishes(char c) => c is (>= '\u2028' and <= '\u202e') or '\u0333' or '\u033f' or '\u030a';
}
