using System.Text.Json;
using MassTransit.Serialization;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Contracts.Tests;

/// <summary>How a message of the contracts is read where it comes in MassTransit's envelope.</summary>
public sealed class ReadingTests
{
    private const string Booking = """{"bookingId":7,"service":"Portrait","date":"2099-12-24","timeSlots":["10:00"],"clientName":"Anna","clientPhone":"+7","peopleCount":"2","totalPrice":"8000.50"}""";
    private static readonly JsonSerializerOptions Options = WireJson.Compact(SystemTextJsonMessageSerializer.Options);

    [Fact]
    public void It_takes_the_forms_of_every_other_channel()
    {
        var booking = JsonSerializer.Deserialize<BookingCreated>(Booking.Replace("}", ",\"currency\":\"\",\"client_chat_id\":5}", StringComparison.Ordinal), Options)!;

        Assert.Equal(("7", 2, 8000.5m, null, "5"), (booking.BookingId, booking.PeopleCount, booking.TotalPrice, booking.Currency, booking.ClientChatId));
    }

    [Theory]
    [InlineData("\"8000.50\"", "\"8000,50\"", "BookingCreated: total_price must be a number")]
    [InlineData("\"8000.50\"", "null", "BookingCreated: total_price is required")]
    [InlineData("\"Portrait\"", "\"\\ud800\"", "BookingCreated: service must not hold half a surrogate pair")]
    [InlineData("\"bookingId\":7", "\"bookingId\":7,\"curency\":\"USD\"", "BookingCreated: curency is not known here; is currency meant?")]
    [InlineData("\"bookingId\":7", "\"bookingId\":7,\"booking_id\":8", "BookingCreated: booking_id is given twice")]
    public void What_it_refuses_names_field_and_rule(string from, string to, string sentence)
    {
        var wrong = Assert.Throws<InvalidMessageException>(() => JsonSerializer.Deserialize<BookingCreated>(Booking.Replace(from, to, StringComparison.Ordinal), Options));

        Assert.StartsWith(sentence, wrong.Message);
    }

    [Fact]
    public void A_member_of_a_newer_version_is_passed_over() =>
        Assert.NotNull(JsonSerializer.Deserialize<BookingCreated>(Booking.Replace("}", ",\"deposit\":{\"paid\":true}}", StringComparison.Ordinal), Options));
}
