using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>What happens to a booking while the quiet hours hold its question back (QUIET_ASK=false). It is two minutes past two in the studio, and quiet from two to six.</summary>
public sealed class HeldQuestionTests
{
    private static readonly DateTimeOffset Morning = new(2026, 12, 1, 15, 0, 0, TimeSpan.Zero);

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_session_that_is_moved_before_the_morning_is_asked_about_at_once(bool isCorrection)
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        Assert.Empty(harness.Published<SendMessage>());

        var (day, slots) = (new DateOnly(2026, 12, 1), new[] { "17:00" });
        await (isCorrection
            ? harness.HappensAsync(new BookingChanged { BookingId = "PH-1", Date = day, TimeSlots = slots })
            : harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = day, TimeSlots = slots }));

        var question = Assert.Single(harness.Published<SendMessage>());
        Assert.Equal(("booking_notification", StaffChatId), (question.Template, question.ChatId));
        Assert.Equal("17:00", question.Values!["time_slots"][0].GetString());
        var booking = harness.Booking("PH-1");
        Assert.Equal((null, harness.Time.GetUtcNow()), (booking.AskAt, booking.AskedAt));
        Assert.NotEqual(DeadlineKind.Ask, booking.NextDeadline!.Kind);
    }

    [Fact]
    public async Task A_correction_leaves_the_question_to_the_morning_and_it_comes_once_with_the_new_values()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 9500 });
        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 30), TimeSlots = ["12:00"] });
        Assert.Empty(harness.Published<SendMessage>());
        Assert.Equal(new Deadline(DeadlineKind.Ask, Morning), harness.Booking("PH-1").NextDeadline);
        await harness.NextDeadlineAsync("PH-1");

        var question = Assert.Single(harness.Published<SendMessage>(), m => m.Template != "morning_head");
        Assert.Equal(("booking_notification", 9500), (question.Template, question.Values!["total_price"].GetDecimal()));
        Assert.Single(harness.Booking("PH-1").Copies);
    }

    [Fact]
    public async Task What_is_cancelled_in_the_night_and_reopened_by_day_is_asked_once()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1" });

        harness.Time.SetUtcNow(Morning.AddHours(3));
        await harness.HappensAsync(new ReopenBooking { BookingId = "PH-1" });
        Assert.Equal(DeadlineKind.Remind, harness.Booking("PH-1").NextDeadline!.Kind);
        await harness.NextDeadlineAsync("PH-1");

        Assert.Equal(["booking_reopened", "booking_reminder"], harness.Published<SendMessage>().Select(m => m.Template));
    }

    [Fact]
    public async Task A_decision_on_what_pending_showed_that_is_taken_back_leaves_the_question_to_the_morning()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, user: 7));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo, user: 7));

        Assert.Empty(harness.Published<SendMessage>());
        Assert.Equal(new Deadline(DeadlineKind.Ask, Morning), harness.Booking("PH-1").NextDeadline);
    }

    [Fact]
    public async Task A_decision_on_what_pending_showed_that_is_taken_back_is_asked_at_once_where_the_morning_is_too_late()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, user: 7));
        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 1), TimeSlots = ["17:00"] });

        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo, user: 7, version: 1));

        Assert.Equal("booking_notification", Assert.Single(harness.Published<SendMessage>()).Template);
        Assert.Equal((null, harness.Time.GetUtcNow()), (harness.Booking("PH-1").AskAt, harness.Booking("PH-1").AskedAt));
        Assert.NotEqual(DeadlineKind.Ask, harness.Booking("PH-1").NextDeadline!.Kind);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_cancelled_and_reopened_is_asked_with_its_pictures_where_no_question_had_shown_them(bool inTheNight)
    {
        await using var harness = await StartAsync();
        if (!inTheNight)
        {
            harness.Time.SetUtcNow(Morning.AddHours(1));
        }

        await harness.HappensAsync(Created("PH-1") with { PhotoUrls = ["https://studio.example/1.jpg"] });
        await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1" });
        await harness.HappensAsync(new ReopenBooking { BookingId = "PH-1" });

        var asked = harness.Published<SendMessage>().Single(m => m.Template == (inTheNight ? "booking_reopened" : "booking_notification"));
        var pictures = Assert.Single(harness.Published<SendMessage>(), m => m.Photos is not null);
        Assert.Equal((asked.MessageId, asked.ChatId), (pictures.After, pictures.ChatId));
    }

    private static Task<BookingHarness> StartAsync() => BookingHarness.StartAsync(new DeadlineOptions { QuietHours = QuietHours.Parse("14:00-18:00"), QuietAsk = false });
}
