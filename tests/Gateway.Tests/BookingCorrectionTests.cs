using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What PATCH moves and corrects of a booking.</summary>
public sealed class BookingCorrectionTests
{
    [Fact]
    public async Task A_moved_session_is_answered_with_the_booking()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "PH-2026/17", State = "awaiting_decision" };

        var (status, body) = await gateway.PatchAsync("/bookings/PH-2026%2F17", """{"date":"2099-12-30","time_slots":["12:00"],"by":"Ольга"}""");

        Assert.Equal((200, "awaiting_decision"), (status, body.GetProperty("state").GetString()));
        var moved = Assert.IsType<BookingRescheduled>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("PH-2026/17", new DateOnly(2099, 12, 30), "12:00", "Ольга"), (moved.BookingId, moved.Date, Assert.Single(moved.TimeSlots), moved.By));
    }

    [Fact]
    public async Task A_session_that_nobody_knows_or_that_will_not_be_is_not_moved()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = move => ((BookingRescheduled)move).BookingId == "7"
            ? new BookingState { BookingId = "7", State = "rejected", DecidedBy = "Анна", Applied = false }
            : new BookingNotFound { BookingId = "8" };

        var decided = await gateway.PatchAsync("/bookings/7", """{"date":"2099-12-30","time_slots":["12:00"]}""");
        var unknown = await gateway.PatchAsync("/bookings/8", """{"date":"2099-12-30","time_slots":["12:00"]}""");

        Assert.Equal((409, "Анна", 404), (decided.Status, decided.Body.GetProperty("decided_by").GetString(), unknown.Status));
    }

    [Theory]
    [InlineData("memory", 200)]
    [InlineData("redis", 200)]
    [InlineData("memory", 404)]
    public async Task A_booking_that_was_changed_may_come_again_as_it_was_and_as_it_is(string kind, int status)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: kind == "redis" ? RealServers.NewRedis() : null);
        gateway.Others.Answer = _ => status == 200 ? new BookingState { BookingId = "PH-7", State = "awaiting_decision" } : new BookingNotFound { BookingId = "PH-7" };
        var (asItWas, asItIs) = (UploadTests.Booking(), UploadTests.Booking(("date", "2099-12-30"), ("time_slots", new[] { "12:00" })));
        Assert.Equal(202, (await gateway.PostAsync("/bookings", asItWas)).Status);
        Assert.Equal(409, (await gateway.PostAsync("/bookings", asItIs)).Status);

        Assert.Equal(status, (await gateway.PatchAsync("/bookings/PH-7", """{"date":"2099-12-30","time_slots":["12:00"]}""")).Status);

        // The one that decides knows which of them is another booking. What was not changed is still refused here.
        var expected = status == 200 ? 202 : 409;
        Assert.Equal((expected, 202, expected), ((await gateway.PostAsync("/bookings", asItIs)).Status, (await gateway.PostAsync("/bookings", asItWas)).Status, (await gateway.PostAsync("/bookings", asItIs)).Status));
    }

    [Theory]
    [InlineData("""{"time_slots":["12:00"]}""", "date is required.")]
    [InlineData("""{"date":"2099-12-30"}""", "time_slots is required.")]
    [InlineData("""{"date":"2099-12-30","time_slots":["noon"]}""", "time_slots must hold only values of the form HH:mm, for example 10:00.")]
    [InlineData("""{"date":"2099-12-30","time_slots":["10:00\n"]}""", "time_slots must hold only values of the form HH:mm, for example 10:00.")]
    [InlineData("""{"date":"2099-12-30","time_slots":["10:00","10:00"]}""", "time_slots must hold no value twice.")]
    public async Task A_move_without_a_day_or_a_time_is_refused(string move, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PatchAsync("/bookings/7", move);

        Assert.Equal((422, sentence), (status, body.GetProperty("detail").GetString()));
        Assert.Empty(gateway.Others.Got);
    }

    [Fact]
    public async Task A_correction_is_ordered_with_what_it_names_and_nothing_else()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "confirmed" };

        var (status, _) = await gateway.PatchAsync("/bookings/7", """{"total_price":9500,"client_phone":"+7 900 1","notes":"","by":"Ольга"}""");

        Assert.Equal(200, status);
        Assert.Equal(new BookingChanged { BookingId = "7", TotalPrice = 9500, ClientPhone = "+7 900 1", Notes = "", By = "Ольга", AllowPast = true }, Assert.Single(gateway.Others.Got));
    }

    [Fact]
    public async Task A_move_with_a_correction_is_one_order()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "rejected", DecidedBy = "Анна", Applied = false };

        var (status, body) = await gateway.PatchAsync("/bookings/7", """{"date":"2099-12-30","time_slots":["12:00"],"people_count":3}""");

        Assert.Equal((409, "Анна"), (status, body.GetProperty("decided_by").GetString()));
        var order = Assert.IsType<BookingChanged>(Assert.Single(gateway.Others.Got));
        Assert.Equal((new DateOnly(2099, 12, 30), 3), (order.Date, order.PeopleCount));
    }

    [Theory]
    [InlineData("{}", "body must name at least one value to change")]
    [InlineData("""{"by":"Ольга"}""", "body must name at least one value to change")]
    [InlineData("""{"date":"2099-12-30","people_count":3}""", "time_slots is required.")]
    [InlineData("""{"people_count":0}""", "people_count")]
    [InlineData("""{"booking_id":"8","people_count":3}""", "booking_id is given by the address")]
    [InlineData("""{"total_price":-1}""", "total_price")]
    [InlineData("""{"date":"2020-12-30","time_slots":["12:00"],"people_count":3}""", "date must not be a day in the past")]
    public async Task A_correction_that_cannot_be_is_refused(string correction, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PatchAsync("/bookings/7", correction);

        Assert.Equal(422, status);
        Assert.StartsWith(sentence, body.GetProperty("detail").GetString());
        Assert.Empty(gateway.Others.Got);
    }

    [Theory]
    [InlineData("""{"people_count":3,"by":"Ольга"}""")]
    [InlineData("""{"date":"2099-12-30","time_slots":["12:00"],"by":"Ольга"}""")]
    public async Task A_correction_by_a_key_that_speaks_for_itself_is_noted_under_its_name(string correction)
    {
        var (key, entry) = KeysTests.NewKey("platform", "--roles", "book");
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{entry}]")]);
        gateway.UseKey(key);
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "awaiting_decision" };

        Assert.Equal(200, (await gateway.PatchAsync("/bookings/7", correction)).Status);

        Assert.Equal("platform", Assert.Single(gateway.Others.Got) switch { BookingChanged changed => changed.By, BookingRescheduled moved => moved.By, _ => null });
    }

    [Theory]
    [InlineData("location")]
    [InlineData("notes")]
    public async Task Null_takes_away_what_a_booking_can_be_without(string field)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "confirmed" };

        var (status, body) = await gateway.PatchAsync("/bookings/7", $$"""{"{{field}}":null,"by":null,"allow_past":null}""");

        Assert.True(status == 200, body.GetRawText());
        var order = Assert.IsType<BookingChanged>(Assert.Single(gateway.Others.Got));
        Assert.Equal("", field == "notes" ? order.Notes : order.Location);
        Assert.Null(field == "notes" ? order.Location : order.Notes);
    }

    [Theory]
    [InlineData("""{"service":null,"notes":"x"}""", "service")]
    [InlineData("""{"clientChatId":null,"notes":"x"}""", "client_chat_id")]
    [InlineData("""{"date":null,"time_slots":null,"notes":"x"}""", "date")]
    public async Task Null_of_any_other_value_is_refused(string change, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PatchAsync("/bookings/7", change);

        Assert.Equal((422, "cannot be taken away by null; leave it out to keep it"), (status, body.GetProperty("errors").GetProperty(field)[0].GetString()));
        Assert.Empty(gateway.Others.Got);
    }

    [Fact]
    public async Task A_correction_that_does_not_fit_the_booking_is_refused_by_field_and_rule()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingChangeRefused { BookingId = "7", Fields = [new RefusedField { Field = "total_price", Rule = "must be a whole number of JPY" }] };

        var (status, body) = await gateway.PatchAsync("/bookings/7", """{"total_price":12.345}""");

        Assert.Equal((422, "total_price must be a whole number of JPY."), (status, body.GetProperty("detail").GetString()));
        Assert.Equal(12.345m, Assert.IsType<BookingChanged>(Assert.Single(gateway.Others.Got)).TotalPrice);
    }

    [Theory]
    [InlineData("""{"total_price":1.23456}""", "total_price must have at most 4 decimals, and no more than its currency has.")]
    [InlineData("""{"total_price":8000.5,"currency":"JPY"}""", "total_price must be a whole number of JPY.")]
    public async Task A_price_that_fits_no_currency_or_not_the_one_beside_it_is_refused_at_once(string change, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PatchAsync("/bookings/7", change);

        Assert.Equal((422, sentence), (status, body.GetProperty("detail").GetString()));
        Assert.Empty(gateway.Others.Got);
    }
}
