using System.Globalization;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>What a platform writes by hand, through a real broker and the outbox on a real Redis.</summary>
public sealed class HandWrittenTests
{
    private const string Contract = "PhStudio.Messaging.Contracts:";

    [Fact]
    public async Task An_envelope_without_an_id_is_a_booking_and_its_moves_are_as_many()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

        await PublishAsync("BookingCreated", $$"""{"bookingId":"{{id}}","service":"Portrait","date":"2099-12-23","timeSlots":["10:00"],"clientName":"Anna","clientPhone":"+79000000000","peopleCount":1,"totalPrice":4500,"currency":""}""");
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync(id) is not null);
        foreach (var day in new[] { 24, 25, 24 })
        {
            await PublishAsync("BookingRescheduled", $$"""{"bookingId":"{{id}}","date":"2099-12-{{day}}","timeSlots":["10:00"]}""");
            await Eventually.TrueAsync($"the move to the {day}th", async () => (await app.StateAsync(id))!.Booking!.Date == new DateOnly(2099, 12, day));
        }

        Assert.DoesNotContain("booking-decision_error", await broker.QueuesAsync());

        async Task PublishAsync(string type, string message) =>
            Assert.True(await broker.PublishAsync(Contract + type, $$"""{"messageType":["urn:message:{{Contract}}{{type}}"],"message":{{message}}}""", "application/vnd.masstransit+json"));
    }

    [Fact]
    public async Task A_number_is_an_id_and_an_empty_currency_is_none()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));
        var id = Random.Shared.NextInt64(1_000_000_000, 9_000_000_000_000).ToString(CultureInfo.InvariantCulture);

        Assert.True(await broker.PublishAsync(Contract + "BookingCreated",
            $$"""{"booking_id":{{id}},"service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+79000000000","people_count":"2","total_price":"4500.50","currency":"","client_chat_id":"","location":""}"""));
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync(id) is not null);
        Assert.True(await broker.PublishAsync(Contract + "ConfirmBooking", $$"""{"booking_id":{{id}},"by":"Olga"}"""));
        await Eventually.TrueAsync("the decision", async () => (await app.StateAsync(id))!.State == "confirmed");

        var booking = (await app.StateAsync(id))!.Booking!;
        Assert.Equal((4500.5m, null, null, null), (booking.TotalPrice, booking.Currency, booking.ClientChatId, booking.Location));
        Assert.DoesNotContain("booking-decision_error", await broker.QueuesAsync());
    }

    [Theory]
    [InlineData("a machine", 10, "a machine", 5, false)]
    [InlineData("a machine", 5, "a machine", 10, true)]
    [InlineData("a machine", 5, "a machine", 5, true)]
    [InlineData("a machine", 10, "another machine", 5, true)] // Two clocks say nothing of which is later.
    [InlineData("a machine", 10, null, null, true)]
    [InlineData(null, 10, null, 5, false)]
    public async Task The_last_wish_stands_in_whichever_order_they_are_carried_out(string? machine, int? at, string? nextMachine, int? nextAt, bool isNextTaken)
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));
        var id = await BookedAsync(broker, app);

        await WishAsync("BookingRescheduled", machine, at, """ "date":"2099-12-25","timeSlots":["11:00"] """);
        await Eventually.TrueAsync("the first move", async () => (await app.StateAsync(id))!.Booking!.Date == new DateOnly(2099, 12, 25));
        await WishAsync("BookingRescheduled", nextMachine, nextAt, """ "date":"2099-12-26","timeSlots":["12:00"] """);
        // Of other fields, which nobody wished otherwise: it is carried out in any case, and shows that the one before it is through.
        await WishAsync("BookingChanged", nextMachine, nextAt, """ "peopleCount":3 """);
        await Eventually.TrueAsync("the correction", async () => (await app.StateAsync(id))!.Booking!.PeopleCount == 3);

        var booking = (await app.StateAsync(id))!;
        Assert.Equal(isNextTaken ? (new DateOnly(2099, 12, 26), "12:00") : (new DateOnly(2099, 12, 25), "11:00"), (booking.Booking!.Date, booking.Booking.TimeSlots.Single()));
        Assert.Equal(isNextTaken ? [] : ["date, time_slots"], booking.Audit!.Where(entry => entry.What == "passed_over").Select(entry => entry.Reason));

        async Task WishAsync(string type, string? from, int? minute, string members)
        {
            var sent = minute is null ? "null" : $"\"2026-11-30T10:{minute:00}:00Z\"";
            var host = from is null ? "null" : $$"""{"machineName":"{{from}}"}""";
            Assert.True(await broker.PublishAsync(Contract + type,
                $$"""{"messageType":["urn:message:{{Contract}}{{type}}"],"message":{"bookingId":"{{id}}",{{members}}},"sentTime":{{sent}},"host":{{host}}}""", "application/vnd.masstransit+json"));
        }
    }

    [Fact]
    public async Task A_correction_is_passed_over_field_by_field_and_by_the_timestamp_of_plain_json_too()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));
        var (id, now) = (await BookedAsync(broker, app), TimeProvider.System.GetUtcNow());

        await ChangeAsync(now, """ "total_price":5000 """);
        await Eventually.TrueAsync("the later price", async () => (await app.StateAsync(id))!.Booking!.TotalPrice == 5000);
        await ChangeAsync(now.AddSeconds(-5), """ "total_price":6000,"people_count":4 """);
        await Eventually.TrueAsync("the earlier correction", async () => (await app.StateAsync(id))!.Booking!.PeopleCount == 4);

        var booking = (await app.StateAsync(id))!;
        Assert.Equal(5000, booking.Booking!.TotalPrice);
        Assert.Equal("total_price", Assert.Single(booking.Audit!, entry => entry.What == "passed_over").Reason);

        async Task ChangeAsync(DateTimeOffset at, string members) => Assert.True(await broker.PublishAsync(Contract + "BookingChanged", $$"""{"booking_id":"{{id}}",{{members}}}""", at: at));
    }

    [Theory]
    [InlineData("BookingRescheduled", "[\"10:00\\n\"]", "time_slots must hold only values of the form HH:mm")]
    [InlineData("BookingRescheduled", "[\"10:00\",\"10:00\"]", "time_slots must hold no value twice")]
    [InlineData("BookingChanged", "[\"10:00\\n\"]", "time_slots must hold only values of the form HH:mm")]
    [InlineData("BookingChanged", "[\"10:00\",\"10:00\"]", "time_slots must hold no value twice")]
    public async Task A_move_to_no_time_or_twice_to_one_goes_to_the_error_queue_by_its_rule(string type, string slots, string reason)
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));
        app.Errors.Expect(reason);
        var id = await BookedAsync(broker, app);

        Assert.True(await broker.PublishAsync(Contract + type, $$"""{"booking_id":"{{id}}","date":"2099-12-30","time_slots":{{slots}}}"""));

        var dead = await Eventually.GetAsync("the message in the error queue", () => broker.MessagesAsync("booking-decision_error"), messages => messages.Count == 1);
        Assert.Contains(reason, dead[0].GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString());
        Assert.Equal(new DateOnly(2099, 12, 24), (await app.StateAsync(id))!.Booking!.Date);
    }

    private static async Task<string> BookedAsync(VirtualHost broker, ProcessorApp app)
    {
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        Assert.True(await broker.PublishAsync(Contract + "BookingCreated",
            $$"""{"booking_id":"{{id}}","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+79000000000","people_count":1,"total_price":4500}"""));
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync(id) is not null);
        return id;
    }
}
