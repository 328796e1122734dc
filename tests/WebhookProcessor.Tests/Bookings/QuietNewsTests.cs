using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>What waits for the end of the quiet hours, and in how many messages it comes then. It is two minutes past two in the studio.</summary>
public sealed class QuietNewsTests
{
    private static readonly DateTimeOffset Morning = new(2026, 12, 1, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_customers_news_wait_and_come_once_as_the_booking_stands_then()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, user: 7));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo, user: 7));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, user: 8, version: 1));
        Assert.Empty(harness.Published<CustomerMessage>());
        await UntilAsync(harness, DeadlineKind.ClientNews);

        Assert.Equal(Morning, harness.Time.GetUtcNow());
        Assert.Equal("customer_confirmed", Assert.Single(harness.Published<CustomerMessage>()).Order.Template);
        Assert.Null(harness.Booking("PH-1").HeldNews);
        Assert.Equal(2, harness.Published<BookingConfirmed>().Count); // The platform does not sleep.
    }

    [Fact]
    public async Task A_move_alone_is_told_as_a_move()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });

        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 30), TimeSlots = ["12:00"] });
        await UntilAsync(harness, DeadlineKind.ClientNews);

        Assert.Equal("customer_moved", Assert.Single(harness.Published<CustomerMessage>()).Order.Template);
    }

    [Fact]
    public async Task A_cancellation_is_told_too_although_nothing_else_happens_to_it_any_more()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });

        await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1" });
        Assert.Equal(new Deadline(DeadlineKind.ClientNews, Morning), harness.Booking("PH-1").NextDeadline);
        await harness.NextDeadlineAsync("PH-1");

        Assert.Equal("customer_cancelled", Assert.Single(harness.Published<CustomerMessage>()).Order.Template);
        Assert.Null(harness.Booking("PH-1").NextDeadline);
    }

    [Theory]
    [InlineData("own deed")]
    [InlineData("session before the morning")]
    [InlineData("link")]
    public async Task What_cannot_wait_is_told_at_once(string what)
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = what == "link" ? null : "99", Date = what.StartsWith("session", StringComparison.Ordinal) ? new DateOnly(2026, 12, 1) : new DateOnly(2026, 12, 24), TimeSlots = ["17:00"] });

        await (what switch
        {
            "own deed" => harness.HappensAsync(Press("PH-1", ButtonAction.ClientCancelYes, user: 99) with { ChatId = "99" }),
            "link" => harness.HappensAsync(new LinkOpened { CorrelationId = WebhookProcessor.Bookings.Model.BookingCorrelation.Of("PH-1"), ChatId = "99", Language = "ru", UpdateId = 5 }),
            _ => harness.HappensAsync(Press("PH-1", ButtonAction.Confirm)),
        });

        Assert.Single(harness.Published<CustomerMessage>());
        Assert.Null(harness.Booking("PH-1").HeldNews);
    }

    [Fact]
    public async Task Staff_are_asked_in_the_morning_under_one_head_where_the_setting_says_so()
    {
        await using var harness = await StartAsync(asks: false);
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Created("PH-2"));
        Assert.Empty(harness.Published<SendMessage>());

        await UntilAsync(harness, DeadlineKind.Ask);
        await harness.NextDeadlineAsync("PH-2");

        var sent = harness.Published<SendMessage>();
        Assert.Equal(["morning_head", "booking_notification", "morning_head", "booking_notification"], sent.Select(m => m.Template));
        Assert.Equal(sent[0].MessageId, sent[2].MessageId); // One message, for the Sender knows it.
        Assert.All(sent.Where(m => m.Template != "morning_head"), question => Assert.Equal(sent[0].MessageId, question.After));
        Assert.Equal(DeadlineKind.Remind, harness.Booking("PH-1").NextDeadline!.Kind);
    }

    [Fact]
    public async Task Nobody_is_asked_about_what_was_decided_before_the_morning()
    {
        await using var harness = await StartAsync(asks: false);
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "Ольга" });

        Assert.Null(harness.Booking("PH-1").NextDeadline);
        Assert.Empty(harness.Published<SendMessage>());
    }

    private static Task<BookingHarness> StartAsync(bool asks = true) => BookingHarness.StartAsync(new DeadlineOptions { QuietHours = QuietHours.Parse("14:00-18:00"), QuietAsk = asks });

    private static async Task UntilAsync(BookingHarness harness, DeadlineKind kind)
    {
        while (harness.Booking("PH-1").NextDeadline!.Kind != kind)
        {
            await harness.NextDeadlineAsync("PH-1");
        }

        await harness.NextDeadlineAsync("PH-1");
    }
}
