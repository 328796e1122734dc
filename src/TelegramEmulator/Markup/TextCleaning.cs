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

    /// <summary>Line and paragraph separators, marks that turn the direction, and lines drawn above or below a letter.</summary>
    private static bool Vanishes(char c) => c is (>= '\u2028' and <= '\u202e') or '\u0333' or '\u033f' or '\u030a';
}
