using System.Globalization;

namespace PhStudio.Messaging.Templates.Markup;

/// <summary>The character references that Telegram's HTML decodes: four by name and the numeric ones (docs/telegram.md 27).</summary>
internal static class TelegramEntity
{
    private const int MaxNumeric = 9;

    /// <summary>Reads a reference at the start of the text.</summary>
    /// <returns>How many characters it takes, or 0 when there is none and the <c>&amp;</c> stands for itself.</returns>
    public static int Decode(ReadOnlySpan<char> text, out int codePoint)
    {
        codePoint = 0;
        var end = 1;
        if (text.Length > 1 && text[1] == '#')
        {
            end = NumberEnd(text, out codePoint);
            if (codePoint is 0 or >= 0x10FFFF || end > MaxNumeric)
            {
                return 0;
            }
        }
        else
        {
            while (end < text.Length && char.IsAsciiLetter(text[end]))
            {
                end++;
            }

            codePoint = text[1..end] switch { "lt" => '<', "gt" => '>', "amp" => '&', "quot" => '"', _ => 0 };
            if (codePoint == 0)
            {
                return 0;
            }
        }

        return end < text.Length && text[end] == ';' ? end + 1 : end;
    }

    private static int NumberEnd(ReadOnlySpan<char> text, out int codePoint)
    {
        var hexadecimal = text.Length > 2 && text[2] == 'x';
        var start = hexadecimal ? 3 : 2;
        var end = start;
        while (end < text.Length && end <= MaxNumeric && (hexadecimal ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        var style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        _ = int.TryParse(text[start..end], style, CultureInfo.InvariantCulture, out codePoint);
        return end;
    }
}
