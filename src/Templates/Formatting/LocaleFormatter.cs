using System.Globalization;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Templates.Formatting;

/// <summary>How a language writes days, amounts and counted things. Pure functions.</summary>
public static partial class LocaleFormatter
{
    private const char NoBreakSpace = '\u00A0';

    /// <summary>A day: <c>24.12.2026</c> in Russian, <c>24 December 2026</c> in English, and elsewhere in the long form of the language (CLDR) without the weekday: <c>24. Dezember 2026</c>.</summary>
    public static string Date(DateOnly day, string language) => language switch
    {
        "ru" => day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture),
        "en" => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        _ => day.ToString(LongDate(CultureInfo.GetCultureInfo(language)), CultureInfo.GetCultureInfo(language)),
    };

    // The weekday is the pattern's only part of four d.
    private static string LongDate(CultureInfo culture) => Weekday().Replace(culture.DateTimeFormat.LongDatePattern, "").Trim();

    [GeneratedRegex(@"dddd[,.]?\s*|[,]?\s*dddd")]
    private static partial Regex Weekday();

    /// <summary>A time of day. The studio's schedule is written in 24 hours in every language.</summary>
    public static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A day with its time, for where Telegram cannot show the reader's own.</summary>
    public static string Moment(DateTimeOffset local, string language)
    {
        var date = Date(DateOnly.FromDateTime(local.DateTime), language);
        var time = Time(TimeOnly.FromDateTime(local.DateTime));
        return language == "ru" ? $"{date} в {time}" : $"{date}, {time}";
    }

    /// <summary>An amount: <c>12 500 ₽</c> in Russian (the spaces do not break), <c>₽12,500</c> in English, <c>12.500 ₽</c> in German and with the signs of the language elsewhere. Decimals are shown only where there are any,
    /// as many as the currency has, and none is ever rounded away.</summary>
    public static string Money(decimal amount, string currency, string language)
    {
        var pattern = decimal.Truncate(amount) == amount ? "#,0" : $"#,0.{new string('0', Currencies.Digits(currency))}{new string('#', 28)}";
        var symbol = Symbol(currency);
        if (language == "en")
        {
            var number = decimal.Abs(amount).ToString(pattern, CultureInfo.InvariantCulture);
            var sign = amount < 0 ? "-" : "";
            return symbol == currency ? $"{sign}{number}{NoBreakSpace}{currency}" : $"{sign}{symbol}{number}";
        }

        var own = CultureInfo.GetCultureInfo(language).NumberFormat;
        var format = language == "ru"
            ? new NumberFormatInfo { NumberGroupSeparator = NoBreakSpace.ToString(), NumberDecimalSeparator = "," }
            : new NumberFormatInfo { NumberGroupSeparator = own.NumberGroupSeparator, NumberDecimalSeparator = own.NumberDecimalSeparator };
        return $"{amount.ToString(pattern, format)}{NoBreakSpace}{symbol}";
    }

    /// <summary>The form of a word that goes with a number: of three in Russian (1 слот, 2 слота, 5 слотов), of two in English (1 slot, 2 slots).</summary>
    public static string Plural(long count, IReadOnlyList<string> forms, string language) => forms[PluralRules.Index(language, count, forms.Count)];

    /// <summary>How many forms <see cref="Plural"/> must be given in a language; null where other numbers were taken from the beginning, and are.</summary>
    public static int? PluralForms(string language) => language is "ru" or "uk" or "be" or "en" or "de" or "es" or "it" or "fr" ? PluralRules.Forms(language) : null;

    private static string Symbol(string currency) => currency switch
    {
        "RUB" => "₽",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "KZT" => "₸",
        "TRY" => "₺",
        "GEL" => "₾",
        "AMD" => "֏",
        _ => currency,
    };
}
