using System.Text.Json.Nodes;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The intake of bookings: what is accepted, and what is refused by which name.</summary>
public sealed class BookingsTests
{
    private const string Booking = """
        {"id":"PH-2026/17","service":"Family session","date":"2099-12-24","time_slots":["10:00","11:00"],
         "client_name":"<b>Анна & Co</b>","client_phone":"+7 900 000-00-00","people_count":4,"total_price":8000}
        """;

    [Fact]
    public async Task A_booking_is_accepted_and_published()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/bookings", Booking);

        Assert.Equal(202, status);
        Assert.Equal(("PH-2026/17", "accepted"), (body.GetProperty("booking_id").GetString(), body.GetProperty("status").GetString()));
        await Eventually.TrueAsync("the booking on the bus", () => !gateway.Others.Got.IsEmpty);
        var booking = Assert.IsType<BookingCreated>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("PH-2026/17", "<b>Анна & Co</b>", 4, 8000m), (booking.BookingId, booking.ClientName, booking.PeopleCount, booking.TotalPrice));
    }

    [Fact]
    public async Task A_bookings_link_for_the_customer_is_asked_for_and_an_unknown_booking_has_none()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is GetBookingLink { BookingId: "PH-2026/17" }
            ? new BookingLink { BookingId = "PH-2026/17", Url = "https://t.me/bot?start=x", ExpiresAt = DateTimeOffset.UnixEpoch }
            : new BookingNotFound { BookingId = "PH-9" };

        var known = await gateway.GetAsync("/bookings/PH-2026%2F17/link");
        var unknown = await gateway.GetAsync("/bookings/PH-9/link");

        Assert.Equal((200, "https://t.me/bot?start=x"), (known.Status, known.Body.GetProperty("url").GetString()));
        Assert.Equal(404, unknown.Status);
    }

    [Fact]
    public async Task A_new_link_is_asked_for_once_the_older_ones_are_invalid()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question switch
        {
            RenewBookingLink { BookingId: "7" } => new BookingState { BookingId = "7", State = "confirmed" },
            GetBookingLink => new BookingLink { BookingId = "7", Url = "https://t.me/bot?start=y", ExpiresAt = DateTimeOffset.UnixEpoch },
            _ => new BookingNotFound { BookingId = "9" },
        };

        var known = await gateway.PostAsync("/bookings/7/link", """{"by":"Maria","reason":"wrong person"}""");
        var unknown = await gateway.PostAsync("/bookings/9/link", "");

        Assert.Equal((200, "https://t.me/bot?start=y"), (known.Status, known.Body.GetProperty("url").GetString()));
        Assert.Equal(404, unknown.Status);
        Assert.Equal([typeof(RenewBookingLink), typeof(GetBookingLink), typeof(RenewBookingLink)], gateway.Others.Got.Select(asked => asked.GetType()));
        Assert.Equal("wrong person", gateway.Others.Got.OfType<RenewBookingLink>().First().Reason);
    }

    [Theory]
    [InlineData("id", null, "id")]
    [InlineData("id", "", "id")]
    [InlineData("id", "\"\\u200B\"", "id")]
    [InlineData("service", null, "service")]
    [InlineData("service", "\"\\u2060 \\u00AD\"", "service")]
    [InlineData("client_name", "\"\\u2800\\u3164\"", "client_name")]
    [InlineData("date", null, "date")]
    [InlineData("time_slots", null, "time_slots")]
    [InlineData("time_slots", "[]", "time_slots")]
    [InlineData("time_slots", "[\"25:00\"]", "time_slots")]
    [InlineData("client_name", null, "client_name")]
    [InlineData("client_phone", null, "client_phone")]
    [InlineData("people_count", "0", "people_count")]
    [InlineData("people_count", null, "people_count")]
    [InlineData("total_price", "-1", "total_price")]
    [InlineData("total_price", null, "total_price")]
    [InlineData("currency", "\"roubles\"", "currency")]
    [InlineData("client_chat_id", "\"@me\"", "client_chat_id")]
    [InlineData("client_language", "\"Russian\"", "client_language")]
    public async Task A_wrong_field_is_refused_by_its_name(string field, string? json, string named)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var booking = JsonNode.Parse(Booking)!.AsObject();
        booking.Remove(field);
        if (json is not null)
        {
            booking[field] = json.Length == 0 ? "" : JsonNode.Parse(json);
        }

        var (status, body) = await gateway.PostAsync("/bookings", booking.ToJsonString());

        Assert.Equal(422, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(named, out _), body.GetRawText());
        Assert.Contains(named, body.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("people_count", "\"four\"", "people_count must be a whole number")]
    [InlineData("date", "\"24.12.2026\"", "date must be a date of the form yyyy-MM-dd")]
    [InlineData("total_price", "\"much\"", "total_price must be a number")]
    [InlineData("time_slots", "\"10:00\"", "time_slots must be a list of texts")]
    [InlineData("service", "5", "service must be a text")]
    public async Task A_value_of_another_kind_is_refused_with_the_form_that_it_should_have(string field, string json, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var booking = JsonNode.Parse(Booking)!.AsObject();
        booking[field] = JsonNode.Parse(json);

        var (status, body) = await gateway.PostAsync("/bookings", booking.ToJsonString());

        Assert.Equal(400, status);
        Assert.StartsWith(sentence, body.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(400, (await gateway.PostAsync("/bookings", body)).Status);
    }

    [Fact]
    public async Task A_body_over_one_mebibyte_is_refused_with_413()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/bookings", "{\"notes\":\"" + new string('x', 2 << 20) + "\"}");

        Assert.Equal(413, status);
        Assert.Equal("The body is too large", body.GetProperty("title").GetString());
    }
}
