using PhStudio.Messaging.Templates.Formatting;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>How languages write days, amounts and counted things.</summary>
public sealed class Forms
{
    [Theory]
    [InlineData(0, "слотов")]
    [InlineData(1, "слот")]
    [InlineData(2, "слота")]
    [InlineData(4, "слота")]
    [InlineData(5, "слотов")]
    [InlineData(11, "слотов")]
    [InlineData(12, "слотов")]
    [InlineData(14, "слотов")]
    [InlineData(21, "слот")]
    [InlineData(22, "слота")]
    [InlineData(111, "слотов")]
    [InlineData(121, "слот")]
    [InlineData(-1, "слот")]
    public void Russian_has_three_plural_forms(long count, string form) =>
        Assert.Equal(form, LocaleFormatter.Plural(count, ["слот", "слота", "слотов"], "ru"));

    [Theory]
    [InlineData(0, "slots")]
    [InlineData(1, "slot")]
    [InlineData(2, "slots")]
    [InlineData(21, "slots")]
    public void English_has_two(long count, string form) => Assert.Equal(form, LocaleFormatter.Plural(count, ["slot", "slots"], "en"));

    [Theory]
    [InlineData("ru", "01.03.2026")]
    [InlineData("en", "1 March 2026")]
    [InlineData("de", "1. März 2026")]
    [InlineData("es", "1 de marzo de 2026")]
    [InlineData("fr", "1 mars 2026")]
    public void A_day_has_the_form_of_its_language(string language, string form) =>
        Assert.Equal(form, LocaleFormatter.Date(new(2026, 3, 1), language));

    [Theory]
    [InlineData("12500", "RUB", "ru", "12\u00A0500\u00A0₽")]
    [InlineData("12500", "RUB", "en", "₽12,500")]
    [InlineData("999.5", "RUB", "ru", "999,50\u00A0₽")]
    [InlineData("999.5", "USD", "en", "$999.50")]
    [InlineData("1000000", "KGS", "ru", "1\u00A0000\u00A0000\u00A0KGS")]
    [InlineData("1000000", "KGS", "en", "1,000,000\u00A0KGS")]
    [InlineData("-5", "EUR", "en", "-€5")]
    [InlineData("0", "RUB", "ru", "0\u00A0₽")]
    [InlineData("12500.5", "EUR", "de", "12.500,50\u00A0€")]
    [InlineData("12.345", "KWD", "ru", "12,345\u00A0KWD")]
    [InlineData("12.3", "KWD", "ru", "12,300\u00A0KWD")]
    [InlineData("12.3", "KWD", "en", "12.300\u00A0KWD")]
    [InlineData("8000.5", "OMR", "de", "8.000,500\u00A0OMR")]
    [InlineData("8000", "JPY", "ru", "8\u00A0000\u00A0JPY")]
    [InlineData("8000", "JPY", "en", "8,000\u00A0JPY")]
    [InlineData("8000", "JPY", "de", "8.000\u00A0JPY")]
    [InlineData("1.2345", "CLF", "ru", "1,2345\u00A0CLF")]
    [InlineData("1.2345", "CLF", "en", "1.2345\u00A0CLF")]
    public void An_amount_shows_its_currency(string amount, string currency, string language, string form) =>
        Assert.Equal(form, LocaleFormatter.Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency, language));

    [Theory]
    [InlineData("79161234567", "+79161234567")]
    [InlineData("+79161234567", "+79161234567")]
    [InlineData("8 (916) 123-45-67", "8 (916) 123-45-67")]
    [InlineData("звонить после 18", "звонить после 18")]
    public void A_telephone_number_keeps_its_characters(string typed, string form) => Assert.Equal(form, PhoneFormatter.Dialable(typed));

    [Fact]
    public void An_instant_falls_back_to_the_studios_time()
    {
        using var library = new TemplateLibrary(new() { TimeZone = "Asia/Yekaterinburg" });
        var values = Values.Booking.With("decided_by", "Мария").With("decided_at", "2026-12-31T21:30:00+00:00");

        var text = library.Render("booking_confirmation", "ru", values).Text;

        Assert.Contains("<tg-time unix=\"1798752600\" format=\"Dt\">01.01.2027 в 02:30</tg-time>", text, StringComparison.Ordinal);
    }
}
