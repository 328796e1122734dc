using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Deadlines;

/// <summary>Which deadline comes next: a table. The studio is in Moscow, three hours before UTC; the session begins on 24 December at 10:00.</summary>
public sealed class DeadlinePlanTests
{
    private static readonly DateTimeOffset Came = new(2026, 12, 1, 11, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, false, DeadlineKind.Remind, "2026-12-01T11:30:00Z")]
    [InlineData(1, false, DeadlineKind.Remind, "2026-12-01T12:00:00Z")]
    [InlineData(2, false, DeadlineKind.Escalate, "2026-12-01T13:00:00Z")]
    [InlineData(2, true, DeadlineKind.Expire, "2026-12-02T11:00:00Z")]
    public void An_open_booking_is_reminded_of_twice_then_escalated_then_expires(int reminded, bool escalated, DeadlineKind kind, string at)
    {
        var booking = Open();
        booking.RemindersSent = reminded;
        booking.RemindedAt = reminded == 0 ? null : Came + (TimeSpan.FromMinutes(30) * reminded);
        booking.Escalated = escalated;

        Assert.Equal(new Deadline(kind, DateTimeOffset.Parse(at)), Plan().Next(booking));
    }

    [Fact]
    public void The_wait_ends_at_the_sessions_own_start_if_that_comes_first()
    {
        var booking = Open();
        booking.Booking = booking.Booking! with { Date = new DateOnly(2026, 12, 1), TimeSlots = ["19:00", "15:00"] };

        Assert.Equal(new Deadline(DeadlineKind.Expire, DateTimeOffset.Parse("2026-12-01T12:00:00Z")), Plan(new() { RemindTimes = 0 }).Next(booking));
    }

    [Fact]
    public void A_session_that_had_begun_before_the_booking_came_does_not_end_the_wait()
    {
        var booking = Open();
        booking.Booking = booking.Booking! with { Date = new DateOnly(2026, 11, 1) };

        Assert.Equal(new Deadline(DeadlineKind.Expire, Came.AddHours(24)), Plan(new() { RemindTimes = 0, EscalateAfter = TimeSpan.Zero }).Next(booking));
    }

    [Theory]
    [InlineData("2026-12-24", null, "2026-12-24T07:00:00Z")] // Its session.
    [InlineData("2026-11-01", null, "2026-12-02T11:00:00Z")] // It had begun: as long as any other.
    [InlineData("2026-12-24", "2026-12-05T09:00:00Z", "2026-12-06T09:00:00Z")] // A day after it was seen.
    public void What_no_staff_chat_could_be_told_of_does_not_expire_unseen(string date, string? seen, string expires)
    {
        var booking = Open();
        (booking.Booking, booking.RemindersSent, booking.Escalated) = (booking.Booking! with { Date = DateOnly.Parse(date, CultureInfo.InvariantCulture) }, 2, true);
        booking.NotificationFailure = seen is null ? "chat_not_found" : null;
        booking.StaffNotifiedAt = booking.SeenLateAt = seen is null ? null : DateTimeOffset.Parse(seen, CultureInfo.InvariantCulture);

        Assert.Equal(new Deadline(DeadlineKind.Expire, DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture)), Plan().Next(booking));
    }

    [Fact]
    public void In_quiet_hours_reminders_wait_and_the_managers_are_called_all_the_same()
    {
        var booking = Open();
        booking.OpenSince = DateTimeOffset.Parse("2026-12-01T19:30:00Z"); // 22:30 in the studio
        var plan = Plan(new() { QuietHours = QuietHours.Parse("22:00-09:00") });

        Assert.Equal(new Deadline(DeadlineKind.Escalate, booking.OpenSince.AddHours(2)), plan.Next(booking));
        booking.Escalated = true;
        Assert.Equal(new Deadline(DeadlineKind.Remind, DateTimeOffset.Parse("2026-12-02T06:00:00Z")), plan.Next(booking));
    }

    [Fact]
    public void A_decision_can_be_taken_back_for_ten_minutes_unless_the_platform_refuses()
    {
        var booking = Decided(Outcome.Confirmed);

        Assert.Equal(new Deadline(DeadlineKind.UndoEnds, booking.Decision!.At.AddMinutes(10)), Plan().Next(booking));
        booking.UndoRefused = true;
        Assert.Null(Plan().Next(booking));
        Assert.Null(Plan().Next(Decided(Outcome.Cancelled)));
        Assert.Null(Plan(new() { UndoWindow = TimeSpan.Zero }).Next(Decided(Outcome.Rejected)));
    }

    [Fact]
    public void A_known_customer_is_reminded_the_day_before_a_confirmed_session()
    {
        var booking = Decided(Outcome.Confirmed);
        booking.UndoEnded = true;
        Assert.Null(Plan().Next(booking));

        booking.Client = new Customer("99", "ru");
        Assert.Equal(new Deadline(DeadlineKind.RemindClient, DateTimeOffset.Parse("2026-12-23T07:00:00Z")), Plan().Next(booking));

        booking.ClientReminded = true;
        Assert.Null(Plan().Next(booking));
    }

    [Fact]
    public void Every_deadline_can_be_switched_off()
    {
        Assert.Null(Plan(new() { RemindAfter = TimeSpan.Zero, EscalateAfter = TimeSpan.Zero, ExpireAfter = TimeSpan.Zero }).Next(Open()));
    }

    private static DeadlinePlan Plan(DeadlineOptions? options = null) =>
        new(options ?? new DeadlineOptions(), StaffRoles.None, new StudioClock(TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"), new FakeTimeProvider(Came)));

    private static BookingDecision Open() => new() { BookingId = "PH-1", Booking = BookingHarness.Created("PH-1"), OpenSince = Came, FirstHeardAt = Came };

    private static BookingDecision Decided(Outcome outcome)
    {
        var booking = Open();
        booking.Decision = new Decision { Outcome = outcome, By = "Анна", ByUserId = 1, At = Came.AddHours(1), From = "chat", Cause = "x" };
        return booking;
    }
}
