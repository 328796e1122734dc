namespace PhStudio.Messaging.Templates.Formatting;

/// <summary>
/// Which form of a word goes with a whole number, by the rules of CLDR, for the languages in Latin and Cyrillic letters that have two to four forms. The forms stand in CLDR's order: zero, one, two, few, many, other,
/// as far as a language has them.
/// </summary>
public static class PluralRules
{
    /// <summary>How many forms a language has; null for one that is not known here.</summary>
    public static int? Forms(string language) => language switch
    {
        "ru" or "uk" or "be" or "sr" or "hr" or "bs" or "pl" or "cs" or "sk" or "lt" or "lv" or "ro" => 3,
        "sl" or "hsb" or "dsb" or "gd" => 4,
        "en" or "de" or "nl" or "sv" or "da" or "nb" or "nn" or "no" or "fi" or "et" or "hu" or "bg" or "es" or "it" or "fr" or "pt" or "ca" or "gl" or "eu" or "sq" or "af"
            or "lb" or "fy" or "fo" or "is" or "mk" or "tr" or "az" or "kk" or "ky" or "uz" or "tk" or "mn" or "eo" or "sw" => 2,
        _ => null,
    };

    /// <summary>The place of the form.</summary>
    /// <param name="language">A code such as <c>pl</c>. Where it has another number of forms, or is not known, three are chosen as in Russian and two as in English.</param>
    /// <param name="count">The number; its sign says nothing.</param>
    /// <param name="forms">How many forms there are.</param>
    public static int Index(string language, long count, int forms)
    {
        // The remainder first: the smallest long has no absolute value.
        var (tens, ones) = ((int)Math.Abs(count % 100), (int)Math.Abs(count % 10));
        var isOne = count is 1 or -1;
        return (Forms(language) == forms ? language : forms < 3 ? "en" : "ru") switch
        {
            "ru" or "uk" or "be" or "sr" or "hr" or "bs" => IsTeen(tens) ? 2 : ones switch { 1 => 0, >= 2 and <= 4 => 1, _ => 2 },
            "pl" => isOne ? 0 : IsFew(tens, ones) ? 1 : 2,
            "cs" or "sk" => isOne ? 0 : count is >= 2 and <= 4 or <= -2 and >= -4 ? 1 : 2,
            "lt" => tens is >= 11 and <= 19 ? 2 : ones switch { 1 => 0, 0 => 2, _ => 1 },
            "lv" => ones == 0 || tens is >= 11 and <= 19 ? 0 : ones == 1 ? 1 : 2,
            "ro" => isOne ? 0 : count == 0 || tens is >= 1 and <= 19 ? 1 : 2,
            "sl" or "hsb" or "dsb" => tens switch { 1 => 0, 2 => 1, 3 or 4 => 2, _ => 3 },
            "gd" => count is < -19 or > 19 or 0 ? 3 : tens switch { 1 or 11 => 0, 2 or 12 => 1, _ => 2 },
            "fr" or "pt" => isOne || count == 0 ? 0 : 1,
            "is" or "mk" => ones == 1 && tens != 11 ? 0 : 1,
            _ => isOne ? 0 : 1,
        };
    }

    private static bool IsTeen(int tens) => tens is >= 11 and <= 14;

    private static bool IsFew(int tens, int ones) => ones is >= 2 and <= 4 && !IsTeen(tens);
}
