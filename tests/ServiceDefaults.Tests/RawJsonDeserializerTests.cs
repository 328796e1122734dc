using System.Text;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What a platform in another language publishes: JSON without an envelope, to the exchange of the message's type.</summary>
public sealed class RawJsonDeserializerTests
{
    private const string Exchange = "PhStudio.Messaging.Contracts:BookingCreated";

    [Theory]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Анна","client_phone":"+7","people_count":2,"total_price":4500.5}""", "application/json")]
    [InlineData("""{"bookingId":"7","service":"Portrait","date":"2099-12-24","timeSlots":["10:00"],"clientName":"Анна","clientPhone":"+7","peopleCount":2,"totalPrice":"4500.5"}""", "application/json")]
    [InlineData("""{"BookingId":"7","Service":"Portrait","Date":"2099-12-24","TimeSlots":["10:00"],"ClientName":"Анна","ClientPhone":"+7","PeopleCount":2,"TotalPrice":4500.5}""", null)]
    public async Task A_booking_is_understood_however_its_members_are_spelt(string body, string? contentType)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);

        Assert.True(await broker.PublishAsync(Exchange, body, contentType));

        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
        var booking = Assert.IsType<BookingCreated>(Assert.Single(inbox.Messages));
        Assert.Equal(("7", "Анна", 2, 4500.5m, "10:00"), (booking.BookingId, booking.ClientName, booking.PeopleCount, booking.TotalPrice, booking.TimeSlots.Single()));
    }

    [Fact]
    public async Task Plain_json_is_held_against_the_day_on_which_it_was_published()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);
        consumer.Errors.Expect("BookingCreated: date must not be a day in the past");
        await consumer.PublishAsync(Samples.Booking("all is declared"));
        var published = TimeProvider.System.GetUtcNow().AddDays(-2);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(published, TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow")).DateTime);

        foreach (var (id, at) in new[] { ("told", (DateTimeOffset?)published), ("untold", null) })
        {
            Assert.True(await broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCreated",
                $$"""{"booking_id":"{{id}}","service":"Portrait","date":"{{day:yyyy-MM-dd}}","time_slots":["10:00"],"client_name":"Anna","client_phone":"+79000000000","people_count":1,"total_price":1}""", at: at));
        }

        await Eventually.TrueAsync("the one whose day was to come when it was published", () => inbox.Messages.OfType<BookingCreated>().Any(booking => booking.BookingId == "told"));
        var refused = await Eventually.GetAsync("the other one", () => broker.MessagesAsync(Routes.BookingDecision + "_error"), messages => messages.Count > 0);
        Assert.Contains("untold", Assert.Single(refused).GetProperty("payload").GetString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.masstransit+json")]
    public async Task Every_body_is_UTF_8_with_a_mark_or_without_and_under_any_spelling_of_its_name(string contentType)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);
        consumer.Errors.Expect("The body must be UTF-8");

        await PublishAsync("marked", [0xEF, 0xBB, 0xBF, .. Utf8("marked")], contentType);
        await PublishAsync("plain name", Utf8("plain name"), contentType + "; charset=utf8");
        await PublishAsync("quoted name", Utf8("quoted name"), contentType + "; charset=\"utf-8\"");
        await PublishAsync("Latin-1", Encoding.Latin1.GetBytes(Body("Latin-1")), contentType);
        await PublishAsync("called Latin-1", Utf8("called Latin-1"), contentType + "; charset=iso-8859-1");

        await Eventually.TrueAsync("the three that are UTF-8", () => inbox.Messages.Count >= 3);
        Assert.Equal([("marked", "Zoë"), ("plain name", "Zoë"), ("quoted name", "Zoë")], inbox.Messages.Cast<BookingCreated>().Select(booking => (booking.BookingId, booking.ClientName)).Order());
        var refused = await Eventually.GetAsync("the two others in the error queue", () => broker.MessagesAsync($"{Routes.BookingDecision}_error"), messages => messages.Count == 2);
        Assert.All(refused, message => Assert.Contains("The body must be UTF-8", message.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString()));

        async Task PublishAsync(string id, byte[] body, string type) => Assert.True(await broker.PublishAsync(Exchange, body, type), id);

        byte[] Utf8(string id) => Encoding.UTF8.GetBytes(Body(id));

        string Body(string id)
        {
            var booking = $$"""{"booking_id":"{{id}}","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Zoë","client_phone":"+7","people_count":2,"total_price":4500}""";
            return contentType == "application/json" ? booking : $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:{{Exchange}}"],"message":{{booking}}}""";
        }
    }

    [Theory]
    [InlineData("2026-11-30T10:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public async Task A_platforms_own_count_and_moment_are_not_taken_for_those_of_our_outcomes(string moment)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);

        await broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCancelled", """{"booking_id":"7","reason":"ill","cancelled_by":"Anna","cancelled_at":"MOMENT","sequence":1,"previous":0}""".Replace("MOMENT", moment, StringComparison.Ordinal));

        await Eventually.TrueAsync("the cancellation", () => !inbox.Messages.IsEmpty);
        var cancelled = Assert.IsType<BookingCancelled>(Assert.Single(inbox.Messages));
        Assert.Equal(("7", "ill", "Anna", null, null, null), (cancelled.BookingId, cancelled.Reason, cancelled.CancelledBy, cancelled.CancelledAt, cancelled.Sequence, cancelled.Previous));
    }

    [Fact]
    public async Task A_body_is_read_as_the_type_of_its_exchange_and_as_no_other()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);

        await broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCancelled", """{"booking_id":"7","reason":"ill"}""");

        await Eventually.TrueAsync("the cancellation", () => !inbox.Messages.IsEmpty);
        Assert.IsType<BookingCancelled>(Assert.Single(inbox.Messages));
        Assert.DoesNotContain($"{Routes.BookingDecision}_error", await broker.QueuesAsync());
    }

    [Theory]
    [InlineData("not json at all", "BookingCreated cannot be read: The body must be one JSON object")]
    [InlineData("[1,2]", "The body must be one JSON object")]
    [InlineData("""{"booking_id":"7"}""", "service")]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["25:00"],"client_name":"Анна","client_phone":"+7","people_count":0,"total_price":1}""", "people_count must be between 1 and 1000")]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Анна","client_phone":"+7","people_count":1,"total_price":"8000,50"}""", "total_price must be a number, such as 8000 or 8000.50")]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Анна","client_phone":"+7","people_count":1,"total_price":""}""", "total_price is required")]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Анна","client_phone":"+7","people_count":1,"total_price":null}""", "total_price is required")]
    [InlineData("""{"booking_id":{},"service":"Portrait","date":"2099-12-24","time_slots":["10:00\n"],"client_name":"Анна","client_phone":"+7","people_count":1,"total_price":1}""", "booking_id must be a text")]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00\n"],"client_name":"Анна","client_phone":"+7","people_count":1,"total_price":1}""", "time_slots must hold only values of the form HH:mm")]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Анна","client_phone":"+7","people_count":1,"total_price":1,"curency":"USD"}""", "curency is not known here; the nearest known member is currency")]
    [InlineData("""{"booking_id":"7","service":"Portrait","date":"2013-12-24","time_slots":["10:00"],"client_name":"Анна","client_phone":"+7","people_count":1,"total_price":1}""", "date must not be a day in the past")]
    public async Task What_cannot_be_read_goes_to_the_error_queue_with_its_reason_and_the_consumer_goes_on(string body, string reason)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);
        consumer.Errors.Expect(reason);

        await broker.PublishAsync(Exchange, body);
        await consumer.PublishAsync(Samples.Booking("next"));

        await Eventually.TrueAsync("the next booking", () => !inbox.Messages.IsEmpty);
        Assert.Equal("next", Assert.IsType<BookingCreated>(Assert.Single(inbox.Messages)).BookingId);
        var dead = await Eventually.GetAsync("the message in the error queue", () => broker.MessagesAsync($"{Routes.BookingDecision}_error"), messages => messages.Count == 1);
        Assert.Contains(reason, dead[0].GetProperty("properties").GetProperty("headers").GetRawText());
    }

    [Theory]
    [InlineData("\"totalPrice\":1", "\"totalPrice\":\"8000,50\"", "total_price must be a number, such as 8000 or 8000.50")]
    [InlineData("\"totalPrice\":1", "\"totalPrice\":null", "total_price is required")]
    [InlineData("\"totalPrice\":1", "\"totalPrice\":1,\"curency\":\"EUR\"", "curency is not known here; is currency meant?")]
    [InlineData("\"bookingId\":\"7\"", "\"bookingId\":{}", "booking_id must be a text")]
    [InlineData("[\"10:00\"]", "[\"10:00\\n\"]", "time_slots must hold only values of the form HH:mm")]
    [InlineData("[\"10:00\"]", "[\"10:00\",\"10:00\"]", "time_slots must hold no value twice")]
    public async Task A_wrong_member_in_an_envelope_goes_to_the_error_queue_by_its_field_and_rule(string right, string wrong, string reason)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);
        consumer.Errors.Expect(reason);
        const string Booking = """{"bookingId":"7","service":"Portrait","date":"2099-12-24","timeSlots":["10:00"],"clientName":"Anna","clientPhone":"+7","peopleCount":1,"totalPrice":1}""";

        Assert.True(await broker.PublishAsync(Exchange, $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:{{Exchange}}"],"message":{{Booking.Replace(right, wrong, StringComparison.Ordinal)}}}""", "application/vnd.masstransit+json"));
        await consumer.PublishAsync(Samples.Booking("next"));

        await Eventually.TrueAsync("the next booking", () => !inbox.Messages.IsEmpty);
        Assert.Equal("next", Assert.IsType<BookingCreated>(Assert.Single(inbox.Messages)).BookingId);
        var dead = await Eventually.GetAsync("the message in the error queue", () => broker.MessagesAsync($"{Routes.BookingDecision}_error"), messages => messages.Count == 1);
        Assert.Contains(reason, dead[0].GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("utf-8")]
    [InlineData("application/json;;")]
    public async Task A_content_type_that_is_none_says_nothing_and_the_body_is_plain_json(string contentType)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var inbox = new Inbox();
        await using var consumer = await RoutesTests.StartConsumersAsync(broker.Url, inbox);

        Assert.True(await broker.PublishAsync(Exchange, """{"booking_id":7,"service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7","people_count":1,"total_price":1}""", contentType));

        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
        Assert.Equal("7", Assert.IsType<BookingCreated>(Assert.Single(inbox.Messages)).BookingId);
    }
}
