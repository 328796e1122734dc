using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Orders over HTTP and the bus, and events in every order of arrival.</summary>
public sealed class OrderTests
{
    [Fact]
    public async Task An_order_is_answered_with_the_booking_and_a_later_one_with_who_was_first()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        var first = await harness.Bus.GetRequestClient<ConfirmBooking>().GetResponse<BookingState>(new ConfirmBooking { BookingId = "PH-1", By = "Ольга" });
        var second = await harness.Bus.GetRequestClient<RejectBooking>().GetResponse<BookingState>(new RejectBooking { BookingId = "PH-1", By = "Пётр", Reason = "нет" });

        Assert.Equal(("confirmed", true, "Ольга"), (first.Message.State, first.Message.Applied, first.Message.DecidedBy));
        Assert.Equal(("confirmed", false, "Ольга"), (second.Message.State, second.Message.Applied, second.Message.DecidedBy));
        Assert.Single(harness.Published<BookingConfirmed>());
        Assert.Empty(harness.Published<BookingRejected>());
    }

    [Fact]
    public async Task What_the_customer_is_told_with_the_confirmation_reaches_everybody_whom_it_concerns()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });

        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "Ольга", AdditionalInfo = "Вход со двора" });

        var booking = harness.Booking("PH-1");
        Assert.Equal("Вход со двора", Assert.Single(harness.Published<BookingConfirmed>()).AdditionalInfo);
        Assert.Equal("Вход со двора", Assert.Single(harness.Published<EditMessage>()).Values!["additional_info"].GetString());
        Assert.Equal("Вход со двора", Assert.Single(harness.Published<CustomerMessage>()).Order.Values!["additional_info"].GetString());
        Assert.Equal(("confirmed", "Вход со двора"), (booking.Audit[^1].What, booking.Audit[^1].AdditionalInfo));
        Assert.Equal("Вход со двора", BookingStates.Of(booking).AdditionalInfo);
    }

    [Fact]
    public async Task An_order_for_an_unknown_booking_is_told_so_and_leaves_nothing_behind()
    {
        await using var harness = await BookingHarness.StartAsync();

        var answer = await harness.Bus.GetRequestClient<CancelBooking>().GetResponse<BookingNotFound>(new CancelBooking { BookingId = "PH-9", By = "Ольга" });
        await harness.HappensAsync(Created("PH-9"));

        Assert.Equal("PH-9", answer.Message.BookingId);
        Assert.Equal("AwaitingDecision", harness.Booking("PH-9").CurrentState);
        Assert.Empty(harness.Published<BookingCancelled>());
    }

    [Fact]
    public async Task A_cancellation_that_overtakes_the_booking_still_counts()
    {
        await using var harness = await BookingHarness.StartAsync();

        await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1", Reason = "передумали" });
        await harness.HappensAsync(Created("PH-1"));

        Assert.Equal("Cancelled", harness.Booking("PH-1").CurrentState);
        Assert.NotNull(harness.Booking("PH-1").Booking);
        Assert.Empty(harness.Published<SendMessage>());
    }

    [Fact]
    public async Task A_decision_on_the_bus_that_overtakes_the_booking_still_counts()
    {
        await using var harness = await BookingHarness.StartAsync();

        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "platform" });
        await harness.HappensAsync(Created("PH-1"));

        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
        Assert.Single(harness.Published<BookingConfirmed>());
        Assert.Empty(harness.Published<SendMessage>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_between_a_decision_and_its_booking_is_kept_for_the_booking_or_refused(bool isConfirmed)
    {
        await using var harness = await BookingHarness.StartAsync();
        if (isConfirmed)
        {
            await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "platform" });
        }
        else
        {
            await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1" });
        }
        var moved = new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 30), TimeSlots = ["12:00"] };
        var changed = new BookingChanged { BookingId = "PH-1", TotalPrice = 9500 };

        var tries = await Task.WhenAll(harness.TriesAsync(moved), harness.TriesAsync(changed));
        var askedMove = await harness.Bus.GetRequestClient<BookingRescheduled>().GetResponse<BookingState, BookingNotFound>(moved);
        var askedChange = await harness.Bus.GetRequestClient<BookingChanged>().GetResponse<BookingState, BookingNotFound>(changed);
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(moved); // As an operator moves it back from the error queue.

        Assert.Equal([false, false], tries);
        Assert.True(askedMove.Is(out Response<BookingNotFound>? _));
        Assert.True(askedChange.Is(out Response<BookingNotFound>? _));
        Assert.Equal(moved.Date, harness.Booking("PH-1").Booking!.Date);
    }

    [Fact]
    public async Task Cancelling_a_confirmed_booking_tells_everybody_and_our_own_fact_comes_back_harmless()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));

        await harness.HappensAsync(new CancelBooking { BookingId = "PH-1", By = "Ольга", Reason = "болезнь" });

        Assert.Equal(("Cancelled", "Ольга"), (harness.Booking("PH-1").CurrentState, harness.Booking("PH-1").Decision!.By));
        Assert.True(await harness.Bus.Consumed.Any<BookingCancelled>(TestContext.Current.CancellationToken));
        Assert.Equal("Ольга", Assert.Single(harness.Published<BookingCancelled>()).CancelledBy);
        Assert.Equal(["booking_confirmation", "booking_cancellation"], harness.Published<EditMessage>().Select(e => e.Template));
        Assert.True(harness.Published<EditMessage>()[1].CreatedAt > harness.Published<EditMessage>()[0].CreatedAt);
    }

    [Fact]
    public async Task The_fact_that_the_question_was_sent_is_kept_before_and_after_the_decision()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));

        await harness.HappensAsync(Sent(harness, "PH-1"));

        Assert.Equal(500, Assert.Single(harness.Booking("PH-1").Copies).TelegramMessageId);
        Assert.NotNull(harness.Booking("PH-1").StaffNotifiedAt);
        Assert.Equal(["created", "confirmed", "notified"], harness.Booking("PH-1").Audit.Select(a => a.What));
    }

    [Fact]
    public async Task A_question_that_could_not_be_sent_shows_in_the_booking()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(new MessageFailed
        {
            MessageId = harness.Published<SendMessage>()[0].MessageId, ChatId = StaffChatId, Reason = FailureReason.ChatNotFound, FailedAt = harness.Time.GetUtcNow(), BookingId = "PH-1",
        });

        Assert.Equal("chat_not_found", harness.Booking("PH-1").NotificationFailure);
        Assert.Equal("failed", Assert.Single(BookingStates.Of(harness.Booking("PH-1")).Messages!).State);
    }

    [Theory]
    [InlineData(StaffChatId)]
    [InlineData("-1001000000777")]
    public async Task A_copy_that_was_deleted_or_left_behind_by_its_group_is_replaced_once(string failedIn)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Sent(harness, "PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        var gone = new MessageFailed
        {
            MessageId = Assert.Single(harness.Published<EditMessage>()).MessageId, ChatId = failedIn, Reason = FailureReason.MessageNotFound, FailedAt = harness.Time.GetUtcNow(), BookingId = "PH-1",
        };

        await harness.HappensAsync(gone);
        await harness.HappensAsync(gone);

        var again = Assert.Single(harness.Published<SendMessage>(), m => m.Template == "booking_confirmation");
        Assert.Equal((StaffChatId, again.MessageId), (again.ChatId, Assert.Single(harness.Booking("PH-1").Copies).MessageId));
        Assert.Equal(2, harness.Published<SendMessage>().Count);
        Assert.Single(Telegram.Live(again.ReplyMarkup));
    }

    private static MessageSent Sent(BookingHarness harness, string id) => new()
    {
        MessageId = harness.Published<SendMessage>()[0].MessageId, ChatId = StaffChatId, TelegramMessageId = 500, SentAt = harness.Time.GetUtcNow(), BookingId = id,
    };
}
