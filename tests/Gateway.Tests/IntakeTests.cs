using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Values at the edges of what each field takes: refused by field and rule, or taken as they were meant.</summary>
public sealed class IntakeTests
{
    private const string Booking = """
        {"id":"7","service":"Family session","date":"2099-12-24","time_slots":["10:00","11:00"],
         "client_name":"Анна","client_phone":"+7 900 000-00-00","people_count":4,"total_price":8000}
        """;

    [Theory]
    [InlineData("total_price", "3000000000", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "-0.4", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "1000000000.4", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "99999999999999999999999999999999999999999", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "0.005", 422, "total_price must have at most 2 decimals, as RUB has")]
    [InlineData("total_price", "0.00000000000000000000000000000000000000001", 422, "total_price must have at most 2 decimals, as RUB has")]
    [InlineData("total_price", "\"8000,50\"", 400, "total_price must be a number, such as 8000 or 8000.50")]
    [InlineData("total_price", "1e400", 400, "total_price must be a number, such as 8000 or 8000.50")]
    [InlineData("total_price", "\"\"", 422, "total_price is required")]
    [InlineData("people_count", "3000000000", 422, "people_count must be between 1 and 1000")]
    [InlineData("people_count", "1.5", 400, "people_count must be a whole number")]
    [InlineData("time_slots", "[\"10:00\\n\"]", 422, "time_slots must hold only values of the form HH:mm")]
    [InlineData("time_slots", "[\"10:00\",\"10:00\"]", 422, "time_slots must hold no value twice")]
    [InlineData("time_slots", "[]", 422, "time_slots must hold 1 to 48 values.")]
    [InlineData("date", "\"0001-01-01\"", 422, "date must be a day from 2000-01-01 to 2199-12-31")]
    [InlineData("date", "\"9999-12-31\"", 422, "date must be a day from 2000-01-01 to 2199-12-31")]
    [InlineData("date", "\"2013-12-24\"", 422, "date must not be a day in the past")]
    [InlineData("date", "\"2099-12-24\\n\"", 400, "date must be a date of the form yyyy-MM-dd")]
    [InlineData("client_name", "\"   \"", 422, "client_name is required")]
    [InlineData("client_name", "\"\\ud800\"", 400, "client_name must not hold half a surrogate pair")]
    [InlineData("client_chat_id", "1.5", 400, "client_chat_id must be a text or a whole number")]
    [InlineData("client_chat_id", "9223372036854775808", 422, "client_chat_id must be the number of a private chat")]
    [InlineData("id", "\".\"", 422, "id must be an id that an address can carry")]
    [InlineData("id", "\"..\"", 422, "id must be an id that an address can carry")]
    [InlineData("id", "\"%2f\"", 422, "id must be an id that an address can carry")]
    [InlineData("id", "\"a\\u0000b\"", 422, "id must be an id that an address can carry")]
    [InlineData("id", "\" 7\"", 422, "id must be an id that an address can carry: not only dots or %2F, without a NUL, without half a surrogate pair, and without white space around it")]
    [InlineData("id", "\"7\\u00a0\"", 422, "id must be an id that an address can carry")]
    [InlineData("curency", "\"USD\"", 422, "curency is not known here; the nearest known member is currency")]
    [InlineData("Booking_Id", "\"8\"", 400, "id is given twice")]
    public async Task A_value_that_cannot_be_meant_is_refused_by_field_and_rule(string field, string json, int status, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var body = Booking.TrimEnd().TrimEnd('}') + "}";
        if (JsonNode.Parse(Booking)!.AsObject().ContainsKey(field))
        {
            var booking = JsonNode.Parse(Booking)!.AsObject();
            booking[field] = "here";
            body = booking.ToJsonString().Replace("\"here\"", json, StringComparison.Ordinal);
        }
        else
        {
            body = body.TrimEnd('}') + $",\"{field}\":{json}}}";
        }

        var answer = await gateway.PostAsync("/bookings", body);

        Assert.Equal((status, true), (answer.Status, answer.Body.GetProperty("detail").GetString()!.StartsWith(sentence, StringComparison.Ordinal)));
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(sentence.Split(' ')[0], out _), answer.Body.GetRawText());
    }

    [Theory]
    [InlineData("KWD", "12.345", 202)]
    [InlineData("JPY", "8000.5", 422)]
    [InlineData("JPY", "8000", 202)]
    [InlineData("USD", "0.01", 202)]
    [InlineData("USD", "\"0.010\"", 202)]
    public async Task An_amount_has_the_decimals_of_its_currency(string currency, string amount, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var answer = await gateway.PostAsync("/bookings", Booking.Replace("\"total_price\":8000", $"\"total_price\":{amount},\"currency\":\"{currency}\"", StringComparison.Ordinal));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task An_empty_text_is_an_optional_member_left_out_and_ids_may_be_numbers()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var body = Booking.Replace("\"id\":\"7\"", "\"id\":7,\"currency\":\"\",\"client_chat_id\":1001,\"location\":\"\",\"client_language\":\" \",\"notes\":\"\",\"allow_past\":\"\"", StringComparison.Ordinal);

        var answer = await gateway.PostAsync("/bookings", body);

        Assert.Equal(202, answer.Status);
        await Eventually.TrueAsync("the booking on the bus", () => !gateway.Others.Got.IsEmpty);
        var booking = Assert.IsType<BookingCreated>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("7", "1001", null, null, null), (booking.BookingId, booking.ClientChatId, booking.Currency, booking.Location, booking.ClientLanguage));
    }

    [Fact]
    public async Task A_day_in_the_past_is_taken_where_the_caller_says_so()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "awaiting_decision" };

        var booking = await gateway.PostAsync("/bookings", Booking.Replace("2099-12-24\"", "2013-12-24\",\"allow_past\":true", StringComparison.Ordinal));
        var refused = await gateway.PatchAsync("/bookings/7", """{"date":"2013-12-25","time_slots":["10:00"]}""");
        var moved = await gateway.PatchAsync("/bookings/7", """{"date":"2013-12-25","time_slots":["10:00"],"allow_past":true}""");

        Assert.Equal((202, 422, 200), (booking.Status, refused.Status, moved.Status));
    }

    [Fact]
    public async Task The_same_id_is_taken_with_the_same_content_only()
    {
        await using var gateway = await GatewayApp.StartAsync();
        await gateway.PostAsync("/bookings", Booking);

        var same = await gateway.PostAsync("/bookings", Booking.Replace("\"total_price\":8000", "\"total_price\":\"8000.00\",\"currency\":\"RUB\"", StringComparison.Ordinal));
        var other = await gateway.PostAsync("/bookings", Booking.Replace("\"total_price\":8000", "\"total_price\":9000", StringComparison.Ordinal).Replace("-24\"", "-25\"", StringComparison.Ordinal));

        var turned = await gateway.PostAsync("/bookings", Booking.Replace("[\"10:00\",\"11:00\"]", "[\"11:00\",\"10:00\"]", StringComparison.Ordinal));

        Assert.Equal((202, 409, 202), (same.Status, other.Status, turned.Status));
        Assert.Equal(["date", "total_price"], other.Body.GetProperty("differs").EnumerateArray().Select(field => field.GetString()));
    }

    [Theory]
    [InlineData("[\"11:00\",\"10:00\"]", 202)]
    [InlineData("[\"11:00\",\"12:00\"]", 409)]
    public async Task What_the_release_before_kept_of_time_slots_goes_on_being_known(string slots, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var before = Booking.Replace("[\"10:00\",\"11:00\"]", "[\"11:00\",\"10:00\"]", StringComparison.Ordinal);
        var fields = MessageContent.Of(WireReader.Read<BookingCreated>(System.Text.Encoding.UTF8.GetBytes(before))).ToDictionary(StringComparer.Ordinal);
        fields["time_slots"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("[\"11:00\",\"10:00\"]"u8)[..8]);
        await gateway.Services.GetRequiredService<IAcceptedContent>().RememberAsync("booking:7", fields);

        Assert.Equal(status, (await gateway.PostAsync("/bookings", before.Replace("[\"11:00\",\"10:00\"]", slots, StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("A%2FB", "A/B")]
    [InlineData("A%252FB", "A%2FB")]
    [InlineData("A%252fB", "A%2fB")]
    [InlineData("%2F", "/")]
    [InlineData("%D0%90%20b", "А b")]
    [InlineData("A%25252FB", "A%252FB")]
    [InlineData("100%25", "100%")]
    public async Task Each_id_reaches_exactly_itself(string path, string id)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is ConfirmBooking confirm ? new BookingState { BookingId = confirm.BookingId, State = "confirmed" } : null;

        var (status, body) = await gateway.PostAsync($"/bookings/{path}/confirm", """{"by":"Анна"}""");

        Assert.Equal((200, id), (status, body.GetProperty("booking_id").GetString()));
    }
}
