using System.Globalization;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>The character references of HTML mode: four names and numbers. <c>&amp;nbsp;</c> and <c>&amp;apos;</c> are none (docs/telegram.md 27).</summary>
internal static class HtmlEntity
{
    private const int MaxNumber = 10;

    /// <summary>Decodes the reference at <paramref name="at"/> and moves behind it; leaves everything as it is when there is none.</summary>
    public static bool TryDecode(string html, ref int at, out int character)
    {
        var end = at + 1;
        character = end < html.Length && html[end] == '#' ? Number(html, at, ref end) : Named(html, ref end);
        if (character == 0)
        {
            return false;
        }

        // The semicolon may be missing.
        at = end < html.Length && html[end] == ';' ? end + 1 : end;
        return true;
    }

    private static int Named(string html, ref int end)
    {
        var from = end;
        while (end < html.Length && char.IsAsciiLetter(html[end]))
        {
            end++;
        }

        return html.AsSpan(from, end - from) switch
        {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => 0,
        };
    }

    private static int Number(string html, int begin, ref int end)
    {
        end++;
        var hexadecimal = end < html.Length && html[end] == 'x';
        end += hexadecimal ? 1 : 0;
        var from = end;
        while (end < html.Length && (hexadecimal ? char.IsAsciiHexDigit(html[end]) : char.IsAsciiDigit(html[end])))
        {
            end++;
        }

        return end - begin < MaxNumber
            && int.TryParse(html.AsSpan(from, end - from), hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && code < 0x10FFFF
                ? code
                : 0;
    }
}
