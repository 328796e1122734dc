using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>A booking's id that comes again, and wishes that come one after another.</summary>
public sealed class ConflictTests
{
    [Fact]
    public async Task The_first_booking_of_an_id_stands_and_the_platform_is_told_what_differs()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Created("PH-1") with { TotalPrice = 5000.00m, Currency = "RUB", Via = "http" });
        await harness.HappensAsync(Created("PH-1") with { TotalPrice = 9000, Date = new DateOnly(2026, 12, 25) });

        Assert.Equal(["date", "total_price"], Assert.Single(harness.Published<BookingConflict>()).Differs);
        Assert.Equal(5000, harness.Booking("PH-1").Booking!.TotalPrice);
    }

    [Fact]
    public async Task A_moved_booking_may_come_again_as_it_was_and_as_it_is()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 25), TimeSlots = ["12:00"] });

        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Created("PH-1") with { Date = new DateOnly(2026, 12, 25), TimeSlots = ["12:00"] });

        Assert.Empty(harness.Published<BookingConflict>());
        Assert.Equal(new DateOnly(2026, 12, 25), harness.Booking("PH-1").Booking!.Date);
    }

    [Fact]
    public async Task The_same_slots_in_another_order_are_the_same_booking_and_no_move()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { TimeSlots = ["10:00", "11:00"] });
        var booking = harness.Booking("PH-1").Booking!;

        await harness.HappensAsync(Created("PH-1") with { TimeSlots = ["11:00", "10:00"] });
        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = booking.Date, TimeSlots = ["11:00", "10:00"] });
        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TimeSlots = ["11:00", "10:00"] });

        Assert.Empty(harness.Published<BookingConflict>());
        Assert.Equal(["10:00", "11:00"], harness.Booking("PH-1").Booking!.TimeSlots);
        Assert.DoesNotContain(harness.Booking("PH-1").Audit, entry => entry.What is "rescheduled" or "changed");
    }

    [Fact]
    public async Task The_last_of_several_moves_stands_also_where_it_is_the_first_again()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        foreach (var day in new[] { 24, 25, 24 })
        {
            await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, day), TimeSlots = ["12:00"] });
        }

        Assert.Equal(new DateOnly(2026, 12, 24), harness.Booking("PH-1").Booking!.Date);
    }

    [Fact]
    public async Task A_deadline_beyond_what_a_timer_can_count_comes_in_stretches()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero, ExpireAfter = TimeSpan.FromDays(366) });
        await harness.HappensAsync(Created("PH-1") with { Date = new DateOnly(2030, 1, 1) });
        var deadline = harness.Booking("PH-1").NextDeadline!;

        for (var stretch = 0; stretch < 2; stretch++)
        {
            harness.Time.Advance(TimeSpan.FromDays(30));
            await harness.HappensAsync(new DeadlineReached { CorrelationId = harness.Booking("PH-1").CorrelationId, Kind = deadline.Kind, At = deadline.At });
            Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        }

        await harness.NextDeadlineAsync("PH-1");
        Assert.Equal("Expired", harness.Booking("PH-1").CurrentState);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public async Task A_day_at_the_calendars_edge_stops_no_decision(string day)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { Date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSlots = ["00:00", "23:59"], ClientChatId = "99" });

        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "Анна" });

        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
    }
}
