using System.Text.Json;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>A missing or wrong value is an error that names it and does not show what it held.</summary>
public sealed class FaultyValues(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    [Theory]
    [InlineData("booking_id")]
    [InlineData("service")]
    [InlineData("date")]
    [InlineData("time_slots")]
    [InlineData("client_name")]
    [InlineData("client_phone")]
    [InlineData("people_count")]
    [InlineData("total_price")]
    public void A_missing_value_is_named(string name)
    {
        var missing = Assert.Throws<TemplateException>(() => builtIn.Library.Render("booking_notification", "ru", Values.Booking.Without(name)));
        var nothing = Assert.Throws<TemplateException>(() => builtIn.Library.Render("booking_notification", "ru", Values.Booking.With(name, null)));

        Assert.Equal(name, missing.Value);
        Assert.Contains($"Template booking_notification (ru): value {name} is missing", missing.Message, StringComparison.Ordinal);
        Assert.Equal(name, nothing.Value);
    }

    [Theory]
    [InlineData("date", "\"24.12.2026\"")]
    [InlineData("date", "\"2026-02-30\"")]
    [InlineData("date", "20261224")]
    [InlineData("time_slots", "[]")]
    [InlineData("time_slots", "\"12:30\"")]
    [InlineData("time_slots", "[\"10:00\",\"25:00\"]")]
    [InlineData("time_slots", "[\"9:00\"]")]
    [InlineData("time_slots", "[null]")]
    [InlineData("client_name", "true")]
    [InlineData("client_name", "[\"Анна\"]")]
    [InlineData("client_name", "\"\\ud800\"")]
    [InlineData("people_count", "2.5")]
    [InlineData("people_count", "\"3\"")]
    [InlineData("people_count", "99999999999999999999")]
    [InlineData("people_count", "-9223372036854775808")]
    [InlineData("people_count", "9223372036854775807")]
    [InlineData("people_count", "-1000000000001")]
    [InlineData("total_price", "\"12500\"")]
    [InlineData("total_price", "1e300")]
    [InlineData("currency", "\"rub\"")]
    [InlineData("currency", "\"РУБ\"")]
    [InlineData("notes", "{}")]
    public void A_wrong_value_is_named_with_its_form_and_not_shown(string name, string json)
    {
        var values = Values.Booking;
        values[name] = JsonElement.Parse(json);

        var refusal = Assert.Throws<TemplateException>(() => builtIn.Library.Render("booking_notification", "en", values));

        Assert.Equal(name, refusal.Value);
        Assert.Contains($"value {name} must be", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(json, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"2026-12-20T11:02:00\"")]
    [InlineData("\"2026-12-20\"")]
    [InlineData("\"1969-12-31T23:59:59Z\"")]
    [InlineData("\"2038-01-19T03:14:08Z\"")]
    [InlineData("1797764520")]
    [InlineData("\"2026-12-20T11:02:00Z\\ud800\"")]
    public void An_instant_has_an_offset_and_fits_tg_time(string json)
    {
        var values = Values.Booking.With("decided_by", "Мария");
        values["decided_at"] = JsonElement.Parse(json);

        var refusal = Assert.Throws<TemplateException>(() => builtIn.Library.Render("booking_confirmation", "ru", values));

        Assert.Equal("decided_at", refusal.Value);
    }

    [Fact]
    public void An_unknown_type_is_named()
    {
        var refusal = Assert.Throws<TemplateException>(() => builtIn.Library.Render("booking_notifikation", "ru", Values.Booking));

        Assert.Equal("Template booking_notifikation (ru): there is no such template.", refusal.Message);
    }

    [Fact]
    public void Values_that_a_newer_publisher_adds_change_nothing()
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("discount", 10)).Text;

        Assert.Equal(builtIn.Library.Render("booking_notification", "ru", Values.Booking).Text, text);
    }

    [Fact]
    public void A_number_serves_as_the_id_of_a_booking()
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("booking_id", 4711)).Text;

        Assert.Contains("<code>4711</code>", text, StringComparison.Ordinal);
    }
}
