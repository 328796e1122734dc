using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>What Telegram makes of characters that no message may hold: control characters become spaces, others vanish, and the entities move along.</summary>
internal static class TextCleaning
{
    public static FormattedText Clean(FormattedText formatted)
    {
        var text = formatted.Text;
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u2028', '\u202e') && text.AsSpan().IndexOfAny('\u0333', '\u033f', '\u030a') < 0)
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

    /// <summary>Line and paragraph separators, marks that turn the direction, and lines drawn above or below a letter.</summary>
    private static bool Vanishes(char c) => c is (>= '\u2028' and <= '\u202e') or '\u0333' or '\u033f' or '\u030a';
}
