using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>What an erasure left is stored as one English word; people read the word of their language.</summary>
public sealed class ErasedPeople(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    [Theory]
    [InlineData("ru", "👤 <b>Клиент:</b> удалено\n📞 <b>Телефон:</b> удалено\n", "💬 <b>Пожелания:</b> удалено")]
    [InlineData("en", "👤 <b>Client:</b> erased\n📞 <b>Phone:</b> erased\n", "💬 <b>Notes:</b> erased")]
    [InlineData("de", "👤 <b>Kunde:</b> gelöscht\n📞 <b>Telefon:</b> gelöscht\n", "💬 <b>Wünsche:</b> gelöscht")]
    public void A_card_of_an_erased_customer_is_in_one_language(string language, string who, string notes)
    {
        var text = builtIn.Library.Render("booking_notification", language, Values.Booking.With("client_name", "erased").With("client_phone", "erased").With("notes", "erased")).Text;

        Assert.Contains(who, text, StringComparison.Ordinal);
        Assert.Contains(notes, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("today_line", "client_name")]
    [InlineData("pending_line", "client_name")]
    [InlineData("digest_line", "client_name")]
    [InlineData("week_decider", "decided_by")]
    [InlineData("booking_details", "reason")]
    [InlineData("booking_changed", "former_client_name")]
    [InlineData("customer_confirmed", "additional_info")]
    [InlineData("popup_already_cancelled", "decided_by")]
    [InlineData("button_cancelled", "decided_by")]
    public void So_is_every_text_that_names_one(string type, string value)
    {
        var samples = new Dictionary<string, System.Text.Json.JsonElement>(TemplateContracts.Find(type)!.Samples).With(value, "erased");

        Assert.Contains("удалено", builtIn.Library.Render(type, "ru", samples).Text, StringComparison.Ordinal);
        Assert.Contains("gelöscht", builtIn.Library.Render(type, "de", samples).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_word_within_a_text_and_an_id_of_the_platform_stay_as_they_are()
    {
        var text = builtIn.Library.Render("booking_notification", "ru", Values.Booking.With("booking_id", "erased").With("notes", "erased rang")).Text;

        Assert.Contains("<code>erased</code>", text, StringComparison.Ordinal);
        Assert.Contains("erased rang", text, StringComparison.Ordinal);
    }
}
