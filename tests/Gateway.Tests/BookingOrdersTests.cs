using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Questions and orders about a booking that is known: where it stands, decisions, undo.</summary>
public sealed class BookingOrdersTests
{
    [Fact]
    public async Task A_booking_is_asked_for_by_an_id_with_a_slash_in_it()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => new BookingState { BookingId = ((GetBooking)question).BookingId, State = "awaiting_decision" };

        var (status, body) = await gateway.GetAsync("/bookings/PH-2026%2F17");

        Assert.Equal(200, status);
        Assert.Equal(("PH-2026/17", "awaiting_decision"), (body.GetProperty("booking_id").GetString(), body.GetProperty("state").GetString()));
        Assert.False(body.TryGetProperty("applied", out _), "that a question changed nothing is no news");
    }

    [Fact]
    public async Task An_unknown_booking_is_404()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => new BookingNotFound { BookingId = ((GetBooking)question).BookingId };

        var (status, body) = await gateway.GetAsync("/bookings/7");

        Assert.Equal(404, status);
        Assert.Contains("\"7\"", body.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("confirm", typeof(ConfirmBooking))]
    [InlineData("reject", typeof(RejectBooking))]
    [InlineData("cancel", typeof(CancelBooking))]
    public async Task A_decision_is_answered_with_the_booking_and_the_second_one_with_who_decided(string action, Type order)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var at = new DateTimeOffset(2026, 11, 22, 14, 2, 0, TimeSpan.Zero);
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "confirmed", DecidedBy = "Анна", DecidedAt = at };
        var first = await gateway.PostAsync($"/bookings/7/{action}", """{"by":"Борис","reason":"no"}""");
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "confirmed", DecidedBy = "Анна", DecidedAt = at, Applied = false };

        var second = await gateway.PostAsync($"/bookings/7/{action}", """{"by":"Борис"}""");

        Assert.Equal((200, "confirmed"), (first.Status, first.Body.GetProperty("state").GetString()));
        Assert.Equal((409, "Анна"), (second.Status, second.Body.GetProperty("decided_by").GetString()));
        Assert.All(gateway.Others.Got, got => Assert.IsType(order, got));
    }

    [Fact]
    public async Task A_confirmation_may_bring_something_to_tell_the_customer()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "confirmed", AdditionalInfo = "Вход со двора" };

        var (status, body) = await gateway.PostAsync("/bookings/7/confirm", """{"by":"Борис","additional_info":"Вход со двора"}""");
        var tooLong = await gateway.PostAsync("/bookings/7/confirm", $$"""{"by":"Борис","additional_info":"{{new string('x', 1001)}}"}""");

        Assert.Equal((200, "Вход со двора"), (status, body.GetProperty("additional_info").GetString()));
        Assert.Equal("Вход со двора", Assert.IsType<ConfirmBooking>(Assert.Single(gateway.Others.Got)).AdditionalInfo);
        Assert.Equal(422, tooLong.Status);
        Assert.Contains("additional_info", tooLong.Body.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("confirmed", true, 200, null)]
    [InlineData("awaiting_decision", false, 409, "Not decided")]
    [InlineData("cancelled", false, 409, "Decided before")]
    public async Task An_undo_is_refused_only_where_a_decision_stands(string state, bool applied, int status, string? title)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "PH-2026/17", State = state, Applied = applied };

        var answer = await gateway.PostAsync("/bookings/PH-2026%2F17/refuse-undo", """{"by":"platform","reason":"printed","sequence":3}""");

        Assert.Equal((status, state), (answer.Status, answer.Body.GetProperty("state").GetString()));
        Assert.Equal(title, answer.Body.TryGetProperty("title", out var told) ? told.GetString() : null);
        var order = Assert.IsType<RefuseUndo>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("PH-2026/17", "printed", 3), (order.BookingId, order.Reason, order.Sequence));
    }

    [Theory]
    [InlineData("awaiting_decision", true, 200)]
    [InlineData("confirmed", false, 409)]
    public async Task An_expired_booking_is_ordered_to_wait_again(string state, bool applied, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = state, Applied = applied };

        var answer = await gateway.PostAsync("/bookings/7/reopen", """{"by":"Ольга","reason":"called"}""");

        Assert.Equal((status, state), (answer.Status, answer.Body.GetProperty("state").GetString()));
        var order = Assert.IsType<ReopenBooking>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("7", "Ольга", "called"), (order.BookingId, order.By, order.Reason));
    }

    [Fact]
    public async Task To_refuse_an_undo_needs_no_words_and_a_booking()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingNotFound { BookingId = "9" };

        Assert.Equal(404, (await gateway.PostAsync("/bookings/9/refuse-undo", "")).Status);
    }

    [Theory]
    [InlineData("/bookings/9/reopen", "")]
    [InlineData("/bookings/9/reopen", " \r\n")]
    [InlineData("/bookings/9/refuse-undo", " \r\n")]
    [InlineData("/bookings/9/link", " \r\n")]
    public async Task Where_no_words_are_needed_no_body_is(string path, string body)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingNotFound { BookingId = "9" };

        Assert.Equal(404, (await gateway.PostAsync(path, body)).Status);
    }

    [Fact]
    public async Task A_reason_for_a_confirmation_is_passed_on()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "confirmed" };

        Assert.Equal(200, (await gateway.PostAsync("/bookings/7/confirm", """{"by":"Ольга","reason":"called back"}""")).Status);

        Assert.Equal("called back", Assert.IsType<ConfirmBooking>(Assert.Single(gateway.Others.Got)).Reason);
    }

    [Fact]
    public async Task A_decision_by_nobody_is_refused()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/bookings/7/confirm", "{}");

        Assert.Equal((422, "by is required."), (status, body.GetProperty("detail").GetString()));
    }
}
