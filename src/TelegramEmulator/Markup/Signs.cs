using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>The kinds of characters by which Telegram finds entities in a text.</summary>
internal static class Signs
{
    private const int FirstPunctuation = 0x2000;
    private const int LastPunctuation = 0x206f;

    public static bool IsWord(Rune sign) => sign.Value == '_' || IsLetter(sign) || Rune.GetUnicodeCategory(sign) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    public static bool IsLetter(Rune sign) => Rune.GetUnicodeCategory(sign) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;

    /// <summary>A letter, a digit, and what some scripts put between letters.</summary>
    public static bool IsOfHashtag(Rune sign) => sign.Value is '_' or '\u200c' or '\u00b7' or (>= 0xd80 and <= 0xdff) || IsLetter(sign) || Rune.GetUnicodeCategory(sign) is UnicodeCategory.DecimalDigitNumber;

    public static bool IsOfName(char sign) => char.IsAsciiLetterOrDigit(sign) || sign == '_';

    /// <summary>Anything but spaces and punctuation of the whole width; joiners and dashes belong to an address.</summary>
    public static bool IsOfAddress(Rune sign) => sign.Value is >= FirstPunctuation and <= LastPunctuation
        ? sign.Value is 0x200c or 0x200d or (>= 0x2010 and <= 0x2015)
        : !IsSpace(sign);

    public static bool IsOfPath(Rune sign) => sign.Value is not ('\n' or '<' or '>' or '"' or '«' or '»') && IsOfAddress(sign);

    public static bool IsOfUser(Rune sign) => sign.Value is not ('\n' or '/' or '[' or ']' or '{' or '}' or '(' or ')' or '\'' or '`' or '<' or '>' or '"' or '@' or '«' or '»') && IsOfAddress(sign);

    public static bool IsOfDomain(Rune sign) => sign.Value < 0xc0 ? sign.Value is '.' or '-' or '~' || (sign.IsAscii && IsOfName((char)sign.Value)) : IsOfAddress(sign);

    public static bool IsOfScheme(Rune sign) => sign.IsAscii ? char.IsAsciiLetterOrDigit((char)sign.Value) || sign.Value is '+' or '-' : !IsSpace(sign);

    /// <summary>The character that begins at a place; none at the end of the text.</summary>
    public static Rune At(string text, int place) => place >= text.Length ? default : Rune.TryGetRuneAt(text, place, out var rune) ? rune : Rune.ReplacementChar;

    /// <summary>The character that ends before a place; none at the beginning of the text.</summary>
    public static Rune Before(string text, int place)
    {
        _ = Rune.DecodeLastFromUtf16(text.AsSpan(0, place), out var rune, out _);
        return place == 0 ? default : rune;
    }

    private static bool IsSpace(Rune sign) => Rune.GetUnicodeCategory(sign) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
