using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.Contracts;

/// <summary>Texts that show nothing.</summary>
public static class BlankText
{
    /// <summary>True for white space alone, and for characters without a shape of their own, such as a zero-width space, a control character or an accent on no letter: Telegram refuses such a text, and a card with such a name names nobody.</summary>
    public static bool Is(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !IsShapeless(Rune.GetUnicodeCategory(rune)) && !IsFiller(rune.Value) && !IsNoCharacter(rune.Value))
            {
                return false;
            }
        }

        return true;
    }

    // Marks change the letter before them, and none is seen here.
    private static bool IsShapeless(UnicodeCategory category) => category is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsNoCharacter(int character) => character is >= 0xFDD0 and <= 0xFDEF || (character & 0xFFFE) == 0xFFFE;

    // Letters and a symbol by their category: the fillers of Hangul, and Braille without a dot.
    private static bool IsFiller(int character) => character is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;
}
