using System.Globalization;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>
/// Numbers as Telegram reads them: the digits at the beginning count, what follows is ignored, no digit is 0, and too many digits wrap around.
/// </summary>
internal static class LenientNumber
{
    public static long Long(string text)
    {
        var (negative, digits) = Digits(text);
        var value = 0UL;
        foreach (var digit in digits)
        {
            value = unchecked((value * 10) + (ulong)(digit - '0'));
        }

        return unchecked(negative ? -(long)value : (long)value);
    }

    public static int Int(string text)
    {
        var (negative, digits) = Digits(text);
        var value = 0U;
        foreach (var digit in digits)
        {
            value = unchecked((value * 10) + (uint)(digit - '0'));
        }

        return unchecked(negative ? -(int)value : (int)value);
    }

    /// <summary>The same for a number with a fraction.</summary>
    public static double Double(string text)
    {
        var to = text.StartsWith('-') ? 1 : 0;
        while (to < text.Length && (char.IsAsciiDigit(text[to]) || (text[to] == '.' && !text[..to].Contains('.', StringComparison.Ordinal))))
        {
            to++;
        }

        return double.TryParse(text.AsSpan(0, to), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>A number that is written as one is and nothing else; null for any other text.</summary>
    public static long? Strict(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text ? number : null;

    private static (bool Negative, string Digits) Digits(string text)
    {
        var from = text.StartsWith('-') ? 1 : 0;
        var to = from;
        while (to < text.Length && char.IsAsciiDigit(text[to]))
        {
            to++;
        }

        return (from == 1, text[from..to]);
    }
}
