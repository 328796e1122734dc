using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Customers;

/// <summary>What the customer hears and may do around the session, which begins on 24 December at 10:00 in Moscow, 07:00 UTC.</summary>
public sealed class CustomerTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 24, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_opens_the_link_less_than_a_day_before_is_told_once()
    {
        await using var harness = await ConfirmedAsync();
        harness.Time.SetUtcNow(Start.AddHours(-3));

        await harness.HappensAsync(Opened());

        Assert.Equal(["customer_state"], Heard(harness));
        Assert.Null(harness.Booking("PH-1").NextDeadline);
    }

    [Fact]
    public async Task Who_opens_the_link_before_that_is_reminded()
    {
        await using var harness = await ConfirmedAsync();
        harness.Time.SetUtcNow(Start.AddHours(-25));

        await harness.HappensAsync(Opened());
        await harness.NextDeadlineAsync("PH-1");

        Assert.Equal(["customer_state", "customer_reminder"], Heard(harness));
    }

    [Fact]
    public async Task Of_a_session_in_more_than_a_month_the_reminder_comes_on_its_day_and_not_when_the_longest_timer_ends()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { Date = new DateOnly(2027, 1, 2) }); // The reminder is 30.8 days ahead.
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        await harness.NextDeadlineAsync("PH-1");
        await harness.HappensAsync(Opened());
        var timer = await harness.TimerAsync("PH-1");

        harness.Time.SetUtcNow(timer.TimerEndsAt!.Value);
        await harness.HappensAsync(timer);
        Assert.Equal(["customer_state"], Heard(harness));

        await harness.NextDeadlineAsync("PH-1");
        Assert.Equal(["customer_state", "customer_reminder"], Heard(harness));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 7, 0, 0, TimeSpan.Zero), harness.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_reminder_that_comes_after_the_start_is_not_sent()
    {
        await using var harness = await ConfirmedAsync();
        await harness.HappensAsync(Opened());
        var reminder = harness.Booking("PH-1").NextDeadline!;
        harness.Time.SetUtcNow(Start); // Every process was unavailable.

        await harness.HappensAsync(new DeadlineReached { CorrelationId = BookingCorrelation.Of("PH-1"), Kind = reminder.Kind, At = reminder.At });

        Assert.Equal(DeadlineKind.RemindClient, reminder.Kind);
        Assert.Equal(["customer_state"], Heard(harness));
        Assert.Null(harness.Booking("PH-1").NextDeadline);
    }

    [Fact]
    public async Task A_session_that_is_moved_to_within_a_day_is_told_once()
    {
        await using var harness = await ConfirmedAsync();
        await harness.HappensAsync(Opened());
        harness.Time.SetUtcNow(Start.AddHours(-30));

        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 23), TimeSlots = ["20:00"] });

        Assert.Equal(["customer_state", "customer_moved"], Heard(harness));
        Assert.Null(harness.Booking("PH-1").NextDeadline);
    }

    [Theory]
    [InlineData(ButtonAction.ClientCancel)]
    [InlineData(ButtonAction.ClientCancelYes)]
    public async Task From_the_start_on_the_customer_can_no_longer_cancel(ButtonAction action)
    {
        await using var harness = await ConfirmedAsync();
        await harness.HappensAsync(Opened());
        var edits = harness.Published<EditMessage>().Count;
        harness.Time.SetUtcNow(Start);

        await harness.HappensAsync(Press("PH-1", action, user: 99) with { ChatId = "99" });

        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
        Assert.Equal("⌛ Съёмка уже началась, отменить её нельзя", harness.Published<AnswerCallback>()[^1].Text);
        Assert.Equal(edits, harness.Published<EditMessage>().Count);
    }

    [Fact]
    public async Task From_the_start_on_there_is_no_button_for_it()
    {
        await using var harness = await ConfirmedAsync();
        harness.Time.SetUtcNow(Start);

        await harness.HappensAsync(Opened());

        Assert.False(Assert.Single(harness.Published<CustomerMessage>()).WithButton);
    }

    private static async Task<BookingHarness> ConfirmedAsync()
    {
        var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        await harness.NextDeadlineAsync("PH-1"); // The end of the time to take it back.
        return harness;
    }

    private static LinkOpened Opened() => new() { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = "99", Language = "ru", UpdateId = 5 };

    private static IEnumerable<string?> Heard(BookingHarness harness) => harness.Published<CustomerMessage>().Select(m => m.Order.Template);
}
