using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Deadlines that one timer does not reach, and timers that end too early.</summary>
public sealed class LongDeadlineTests
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(29)]
    public async Task A_deadline_beyond_the_longest_timer_is_carried_out_at_its_moment_and_not_when_the_timer_ends(double daysMore)
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero, ExpireAfter = TimeSpan.FromDays(30 + daysMore) });
        await harness.HappensAsync(Created("PH-1") with { Date = new DateOnly(2027, 12, 24) });
        var first = await harness.TimerAsync("PH-1");

        harness.Time.SetUtcNow(first.TimerEndsAt!.Value);
        await harness.HappensAsync(first);

        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        var rest = await harness.TimerAsync("PH-1", times: 2);
        Assert.Equal((first.At, first.At), (rest.At, rest.TimerEndsAt));

        harness.Time.SetUtcNow(rest.At.AddSeconds(-3)); // The clock of the scheduler is three seconds ahead.
        await harness.HappensAsync(rest);
        Assert.Equal("Expired", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task A_timer_of_an_earlier_release_that_ends_half_a_day_early_is_set_again()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero, ExpireAfter = TimeSpan.FromDays(30.5) });
        await harness.HappensAsync(Created("PH-1") with { Date = new DateOnly(2027, 12, 24) });
        var deadline = harness.Booking("PH-1").NextDeadline!;
        var withoutTimer = new DeadlineReached { CorrelationId = harness.Booking("PH-1").CorrelationId, Kind = deadline.Kind, At = deadline.At };

        harness.Time.SetUtcNow(deadline.At.AddHours(-12));
        await harness.HappensAsync(withoutTimer);
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);

        harness.Time.SetUtcNow(deadline.At.AddSeconds(-3));
        await harness.HappensAsync(withoutTimer);
        Assert.Equal("Expired", harness.Booking("PH-1").CurrentState);
    }
}
