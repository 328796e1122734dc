using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What is of a person in a text, and what only looks like it.</summary>
public sealed class PersonTracesTests
{
    private static readonly PersonTraces Anna = new(["7"], ["Anna Petrova", "Анна"], ["+7 900 123-45-67"], ["with a dog"], ["123456789"]);

    [Theory]
    [InlineData("Anna Petrova", "erased")]
    [InlineData("Call anna petrova!", "Call erased!")]
    [InlineData("Звонила Анна.", "Звонила erased.")]
    [InlineData("Savanna", "Savanna")]
    [InlineData("Анналы", "Анналы")]
    [InlineData("8 (900) 123-45-67, please", "erased, please")]
    [InlineData("+79001234567", "erased")]
    [InlineData("9001234567", "erased")]
    [InlineData("+7 900 123-45-68", "+7 900 123-45-68")]
    [InlineData("with a dog", "erased")]
    [InlineData("chat 123456789", "chat erased")]
    [InlineData("chat -123456789", "chat -123456789")]
    [InlineData("1234567890", "1234567890")]
    [InlineData("2026-12-24T10:00:00Z", "2026-12-24T10:00:00Z")]
    [InlineData("Анна Petrova", "erased Petrova")]
    [InlineData("Anna  Petrova, Anna\u00A0Petrova", "erased, erased")]
    [InlineData("rang from +7 900 123-45-67 2 times", "rang from erased 2 times")]
    [InlineData("2 calls: 2 900 123-45-67", "2 calls: 2 erased")]
    [InlineData("24.12 10 8 900 123-45-67", "24.12 10 erased")]
    [InlineData("2026 79001234567 2026", "2026 erased 2026")]
    [InlineData("007 900 123 45 67.", "erased.")]
    [InlineData("00 7 900 123 45 67", "erased")]
    [InlineData("+7(900)123—45—67", "erased")]
    [InlineData("7.900.123.45.67 or 8-900-123-45-67-3", "erased or erased-3")]
    [InlineData("+7\u00A0900\u00A0123\u201145\u201167", "erased")]
    [InlineData("900 123 45 67 900 123 45 67", "erased erased")]
    [InlineData("900 123 45 900 123 45 67", "900 123 45 erased")]
    [InlineData("order 55790012345671", "order erased1")]
    [InlineData("٩٠٠ ١٢٣ ٤٥ ٦٧", "erased")]
    [InlineData("900 123 45, 67", "900 123 45, 67")]
    [InlineData("900 123 45 6", "900 123 45 6")]
    [InlineData("", "")]
    public void A_text_loses_the_person_and_nothing_else(string text, string cleaned) => Assert.Equal(cleaned, Anna.Clean(text));

    [Theory]
    [InlineData("Anna", "Anna Petrova")]
    [InlineData("Anna Petrova", "Anna")]
    public void Of_two_names_the_one_that_stands_there_goes_whole(string first, string second) =>
        Assert.Equal("erased rang from erased 2 times", new PersonTraces([], [first, second], ["+7 900 123-45-67"], [], []).Clean("Anna Petrova rang from +7 900 123-45-67 2 times"));

    [Theory]
    [InlineData("123-45", "12345, 12 345 and 123456", "erased, erased and 123456")]
    [InlineData("555-66-77", "8 800 555 66 77 and 15556677", "8 800 erased and 15556677")]
    [InlineData("+7 900 123-45-67 ext. 12", "900 1234567, ext. 12", "erased, ext. 12")]
    [InlineData("9001234567/9017654321", "9001234567 or 9017654321", "erased or erased")]
    [InlineData("+49 170 1234567", "0170/1234567 or 0049 170 1234567", "erased or erased")]
    public void A_number_is_found_as_it_was_given(string phone, string text, string cleaned) => Assert.Equal(cleaned, new PersonTraces([], [], [phone], [], []).Clean(text));

    [Fact]
    public void Json_is_cleaned_at_every_depth_and_says_whether_anything_was_found()
    {
        var json = JsonNode.Parse("""{"values":{"client_name":"Anna Petrova","lines":["+7 900 123-45-67","x"]},"chat":123456789,"price":8000}""");

        Assert.True(Anna.Clean(json));
        Assert.Equal("""{"values":{"client_name":"erased","lines":["erased","x"]},"chat":0,"price":8000}""", json!.ToJsonString());
        Assert.False(Anna.Clean(json));
    }

    [Theory]
    [InlineData("""{"text":"Anna Petrova","text":"Anna Petrova"}""", """{"text":"erased","text":"erased"}""")]
    [InlineData("""{"text":"Anna Petrova","note":"\ud800"}""", """{"text":"erased","note":"\ud800"}""")]
    [InlineData("""{"text":"\u0410\u043d\u043d\u0430","note":"\ud800"}""", """{"text":"erased","note":"\ud800"}""")]
    [InlineData("""{"text":"\u0410\u043b\u043b\u0430","note":"\ud800"}""", """{"text":"\u0410\u043b\u043b\u0430","note":"\ud800"}""")]
    [InlineData("""{"text":"Anna Petrova" """, """{"text":"erased" """)]
    public void Json_that_no_reader_takes_is_cleaned_as_a_text(string json, string cleaned) => Assert.Equal(cleaned, Anna.CleanJson(json, isOfPerson: false));

    [Theory]
    [InlineData("""{"booking_id":"8","text":"Анна, with us"}""", null)]
    [InlineData("""{"booking_id":"8","values":{"client_name":"Анна","notes":"with a dog"}}""", null)]
    [InlineData("""{"thread_id":7,"text":"Анна"}""", null)]
    [InlineData("""{"booking_id":"8","text":"Anna Petrova"}""", """{"booking_id":"8","text":"erased"}""")]
    [InlineData("""{"booking_id":"7","text":"Анна"}""", """{"booking_id":"7","text":"erased"}""")]
    [InlineData("""{"BookingId":7,"notes":"with a dog"}""", """{"BookingId":7,"notes":"erased"}""")]
    [InlineData("""{"data":{"id":"7"},"text":"Анна"}""", """{"data":{"id":"7"},"text":"erased"}""")]
    [InlineData("""{"chat_id":123456789,"text":"Анна"}""", """{"chat_id":0,"text":"erased"}""")]
    [InlineData("""{"text":"Анна","more":["8 900 123-45-67"]}""", """{"text":"erased","more":["erased"]}""")]
    [InlineData("""{"text":"10:00 Portrait, Анна <code>7</code>"}""", """{"text":"10:00 Portrait, erased <code>7</code>"}""")]
    [InlineData("""{"text":"10:00 Portrait, Анна <code>17</code>, 7 people"}""", null)]
    public void A_single_name_and_a_note_count_only_where_something_says_that_it_is_about_the_person(string json, string? cleaned) =>
        Assert.Equal(cleaned ?? json, Anna.CleanJson(json, isOfPerson: false));

    [Theory]
    [InlineData("10:00 Portrait, Анна <code>PH-7</code>", true)]
    [InlineData("10:00 Portrait, Анна (PH-7)", true)]
    [InlineData("10:00 Portrait, Анна <code>PH-71</code>", false)]
    [InlineData("10:00 Portrait, Анна XPH-7", false)]
    [InlineData("10:00 Portrait, Анна <code>A&amp;B-7</code>", true)]
    public void A_list_of_bookings_is_about_the_person_whose_booking_it_names(string text, bool isAbout) =>
        Assert.Equal(isAbout, new PersonTraces(["PH-7", "A&B-7"], ["Анна"], [], [], []).CleanJson(JsonSerializer.Serialize(new { text }), isOfPerson: false).Contains("erased", StringComparison.Ordinal));

    // Only staff confirm and reject; a customer may cancel.
    [Theory]
    [InlineData("""{"type":"booking.confirmed","data":{"booking_id":"7","decided_by":"Анна"}}""", true)]
    [InlineData("""{"type":"booking.cancelled","data":{"booking_id":"7","decided_by":"Анна"}}""", false)]
    [InlineData("""{"type":"booking.conflict","data":{"booking_id":"7","decided_by":"Анна"}}""", false)]
    [InlineData("""{"booking_id":"7","template":"booking_rejection","values":{"decided_by":"Анна"}}""", true)]
    [InlineData("""{"booking_id":"7","template":"booking_cancellation","values":{"decided_by":"Анна"}}""", false)]
    [InlineData("""{"booking_id":"7","template":"booking_details","values":{"state":"confirmed","decided_by":"Анна"}}""", true)]
    [InlineData("""{"booking_id":"7","template":"booking_details","values":{"state":"cancelled","decided_by":"Анна"}}""", false)]
    [InlineData("""{"messageType":["urn:message:PhStudio.Messaging.Contracts:BookingConfirmed"],"message":{"bookingId":"7","decidedBy":"Анна"}}""", true)]
    [InlineData("""{"messageType":["urn:message:PhStudio.Messaging.Contracts:BookingPage"],"message":{"bookings":[{"bookingId":"7","state":"cancelled","decidedBy":"Анна"}]}}""", false)]
    [InlineData("""{"bookings":[{"booking_id":"7","state":"cancelled"},{"booking_id":"8","state":"rejected","decided_by":"Анна"}]}""", true)]
    public void Who_confirmed_or_rejected_stays_and_who_cancelled_is_compared(string json, bool stays) => Assert.All([false, true], isOfPerson =>
        Assert.Equal(stays ? json : json.Replace("Анна", "erased", StringComparison.Ordinal), Anna.CleanJson(json, isOfPerson)));

    [Fact]
    public void What_is_kept_about_a_former_booking_may_name_the_person_too()
    {
        var former = new PersonTraces([], ["Anna"], [], [], [], ["8"]);

        Assert.Equal("""{"booking_id":"8","text":"erased"}""", former.CleanJson("""{"booking_id":"8","text":"Anna"}""", isOfPerson: false));
        Assert.Empty(former.BookingIds);
    }

    [Fact]
    public void Where_it_is_known_to_be_about_the_person_every_name_counts() =>
        Assert.Equal("""{"text":"erased"}""", Anna.CleanJson("""{"text":"Анна"}""", isOfPerson: true));

    [Fact]
    public void What_was_erased_before_finds_nobody()
    {
        var nobody = new PersonTraces([], ["erased", "A"], ["erased"], ["erased", ""], []);

        Assert.Equal("erased, A, 123", nobody.Clean("erased, A, 123"));
    }
}
