using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebConsole.Bookings;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>What the page of a booking shows of its content.</summary>
public sealed class BookingFactsTests
{
    private static readonly BookingCreated Booking = new()
    {
        BookingId = "PH-1",
        Service = "Portrait",
        Date = new DateOnly(2026, 12, 24),
        TimeSlots = ["10:00", "11:00"],
        ClientName = "Anna",
        ClientPhone = "+7 900",
        PeopleCount = 2,
        TotalPrice = 8000.5m,
    };

    [Fact]
    public void What_a_booking_has_is_shown_in_the_order_of_the_page()
    {
        var facts = BookingFacts.Of(Booking with { Location = "Nevsky", Notes = "A dog", Currency = "EUR", Via = "http", PhotoUrls = ["https://x.example/1.jpg"], CardMessageId = 5 });

        Assert.Equal(
            [("customer", "Anna"), ("phone", "+7 900"), ("service", "Portrait"), ("session", "Thursday, 24 December 2026, 10:00, 11:00"), ("people", "2"), ("price", "8000.5 EUR"), ("place", "Nevsky"), ("notes", "A dog")],
            facts);
    }

    [Fact]
    public void What_it_does_not_have_is_left_out() =>
        Assert.Equal(["customer", "phone", "service", "session", "people", "price"], BookingFacts.Of(Booking).Select(fact => fact.Label));
}
