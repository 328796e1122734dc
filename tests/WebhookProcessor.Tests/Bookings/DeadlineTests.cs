using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>What the saga does when the scheduler brings a deadline.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public async Task Staff_are_reminded_twice_then_the_managers_are_called_then_the_booking_expires()
    {
        await using var harness = await BookingHarness.StartAsync(roles: StaffRoles.Parse("500:manager,7:decider"));
        await harness.HappensAsync(Created("PH-1"));

        await harness.NextDeadlineAsync("PH-1");
        await harness.NextDeadlineAsync("PH-1");
        await harness.NextDeadlineAsync("PH-1");
        await harness.NextDeadlineAsync("PH-1");

        Assert.Equal(
            [("booking_notification", StaffChatId, Priority.High), ("booking_reminder", StaffChatId, Priority.High), ("booking_reminder", StaffChatId, Priority.High), ("booking_escalation", "500", Priority.Critical)],
            harness.Published<SendMessage>().Select(m => (m.Template!, m.ChatId, m.Priority)));
        Assert.Equal(4, harness.Published<SendMessage>().DistinctBy(m => m.MessageId).Count());
        Assert.Equal("deadline", Assert.Single(harness.Published<BookingExpired>()).DecidedBy);
        Assert.Equal("Expired", harness.Booking("PH-1").CurrentState);
        Assert.Equal(["created", "reminded", "reminded", "escalated", "expired"], harness.Booking("PH-1").Audit.Select(a => a.What));
        Assert.Equal(4, harness.Published<EditMessage>().Count(e => e.Template == "booking_expiration"));
        // A word of the API's is no name to show.
        Assert.All(harness.Published<EditMessage>().Where(e => e.Template == "booking_expiration"), e => Assert.DoesNotContain("decided_by", e.Values!.Keys));
    }

    [Theory]
    [InlineData("ru", "🚫 Уже отменено: система записи, ")]
    [InlineData("en", "🚫 Already cancelled by the booking system at ")]
    public async Task A_platform_that_names_nobody_is_named_in_the_readers_words(string language, string expected)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1" });
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm) with { Language = language });

        Assert.StartsWith(expected, Assert.Single(harness.Published<AnswerCallback>()).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("decided_by", harness.Published<EditMessage>().Single(e => e.Template == "booking_cancellation").Values!.Keys);
    }

    [Fact]
    public async Task Managers_who_cannot_be_reached_are_called_in_the_staff_chat_once_and_the_audit_says_so()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0 }, roles: StaffRoles.Parse("500:manager,600:manager"));
        await harness.HappensAsync(Created("PH-1"));
        await harness.NextDeadlineAsync("PH-1");
        var calls = harness.Published<SendMessage>().Where(m => m.Template == "booking_escalation").ToList();

        foreach (var call in calls)
        {
            await harness.HappensAsync(new MessageFailed { MessageId = call.MessageId, ChatId = call.ChatId, BookingId = "PH-1", Reason = FailureReason.ChatNotFound, FailedAt = harness.Time.GetUtcNow() });
        }

        Assert.Equal([("500", true), ("600", true)], calls.Select(call => (call.ChatId, call.FailureHandled)));
        var instead = Assert.Single(harness.Published<SendMessage>(), m => m is { Template: "booking_escalation", ChatId: StaffChatId });
        Assert.Equal((500, "500", Priority.Critical, false), (instead.Values!["manager_id"].GetInt64(), instead.Values["manager_name"].GetString(), instead.Priority, instead.FailureHandled));
        Assert.NotNull(instead.ReplyMarkup);
        Assert.Equal([("created", null), ("escalated", null), ("manager_not_reached", "500"), ("manager_not_reached", "600")], harness.Booking("PH-1").Audit.Select(a => (a.What, a.ChatId)));
    }

    /// <summary>As shipped there is nobody who stands in for the chat.</summary>
    [Fact]
    public async Task A_booking_that_reached_no_chat_waits_until_its_session_and_once_it_is_seen_as_long_as_any_other()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));
        var usual = harness.Booking("PH-1").NextDeadline!;
        var question = harness.Published<SendMessage>()[0].MessageId;

        await harness.HappensAsync(new MessageFailed { MessageId = question, ChatId = StaffChatId, BookingId = "PH-1", Reason = FailureReason.ChatNotFound, FailedAt = harness.Time.GetUtcNow() });
        var unseen = harness.Booking("PH-1").NextDeadline!;
        harness.Time.Advance(TimeSpan.FromDays(3));
        await harness.HappensAsync(new MessageSent { MessageId = question, ChatId = StaffChatId, TelegramMessageId = 5, SentAt = harness.Time.GetUtcNow(), BookingId = "PH-1", Attempts = 1 });
        var seen = harness.Booking("PH-1").NextDeadline!;

        Assert.Equal([DeadlineKind.Expire, DeadlineKind.Expire, DeadlineKind.Expire], [usual.Kind, unseen.Kind, seen.Kind]);
        Assert.Equal(new DateTimeOffset(2026, 12, 24, 10, 0, 0, TimeSpan.FromHours(3)), unseen.At);
        Assert.Equal(usual.At + TimeSpan.FromDays(3), seen.At);
    }

    [Fact]
    public async Task A_manager_who_cannot_be_reached_is_noticed_also_where_the_booking_was_corrected_meanwhile()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0 }, roles: StaffRoles.Parse("500:manager,600:manager"));
        await harness.HappensAsync(Created("PH-1"));
        await harness.NextDeadlineAsync("PH-1");
        var calls = harness.Published<SendMessage>().Where(m => m.Template == "booking_escalation").ToList();

        foreach (var call in calls)
        {
            await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 6000 + long.Parse(call.ChatId, System.Globalization.CultureInfo.InvariantCulture) });
            await harness.HappensAsync(new MessageFailed { MessageId = call.MessageId, ChatId = call.ChatId, BookingId = "PH-1", Reason = FailureReason.ChatNotFound, FailedAt = harness.Time.GetUtcNow() });
        }

        Assert.Single(harness.Published<SendMessage>(), m => m is { Template: "booking_escalation", ChatId: StaffChatId });
        Assert.Equal(["500", "600"], harness.Booking("PH-1").Audit.Where(a => a.What == "manager_not_reached").Select(a => a.ChatId));
    }

    [Fact]
    public async Task A_moved_session_is_told_to_staff_and_customer_in_words_of_its_own_and_once()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });
        var question = Assert.Single(harness.Booking("PH-1").Copies);
        await harness.HappensAsync(new MessageSent { MessageId = question.MessageId, ChatId = StaffChatId, TelegramMessageId = 77, SentAt = harness.Booking("PH-1").FirstHeardAt, BookingId = "PH-1" });
        var move = new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 25), TimeSlots = ["18:00"], By = "Ольга" };

        await harness.HappensAsync(move);
        await harness.HappensAsync(move);

        var staff = Assert.Single(harness.Published<SendMessage>().Where(m => m.Template == "booking_moved").DistinctBy(m => m.MessageId));
        Assert.Equal((StaffChatId, "2026-12-24", "10:00", "2026-12-25", "18:00"),
            (staff.ChatId, staff.Values!["former_date"].GetString(), staff.Values["former_time_slots"][0].GetString(), staff.Values["date"].GetString(), staff.Values["time_slots"][0].GetString()));
        // A reply to the card, with its sound; and the card itself says from when.
        Assert.Equal((77, true, false), (staff.ReplyParameters!.Value.GetProperty("message_id").GetInt64(), staff.ReplyParameters.Value.GetProperty("allow_sending_without_reply").GetBoolean(), staff.Silent));
        var card = harness.Published<EditMessage>().Last(e => e.TargetMessageId == question.MessageId);
        Assert.Equal(("booking_notification", "2026-12-24", "2026-12-25"), (card.Template, card.Values!["former_date"].GetString(), card.Values["date"].GetString()));
        var library = new TemplateLibrary(new TemplateOptions { DefaultLanguage = "ru", TimeZone = "Europe/Moscow" }, TimeProvider.System);
        Assert.Contains("🕐 <b>Время:</b> 18:00\n🔁 <b>Перенесена с:</b> 24.12.2026, 10:00", library.Render(card.Template!, "ru", card.Values).Text, StringComparison.Ordinal);
        Assert.Equal("customer_moved", Assert.Single(harness.Published<CustomerMessage>().DistinctBy(m => m.Order.MessageId)).Order.Template);
        var noted = Assert.Single(harness.Booking("PH-1").Audit, a => a.What == "rescheduled");
        Assert.Equal(("bus", "Ольга", "2026-12-24 10:00 -> 2026-12-25 18:00"), (noted.From, noted.Who, noted.Reason?.Replace(", 11:00", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_customer_of_a_confirmed_booking_that_is_moved_hears_of_the_move_and_not_of_the_confirmation_again()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });
        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "Анна" });

        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 25), TimeSlots = ["18:00"] });

        Assert.Equal(["customer_confirmed", "customer_moved"], harness.Published<CustomerMessage>().DistinctBy(m => m.Order.MessageId).Select(m => m.Order.Template));
    }

    [Theory]
    [InlineData("Confirmed")]
    [InlineData("Cancelled")]
    public async Task A_move_to_the_day_that_stands_tells_nobody_anything(string state)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });
        var move = new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 25), TimeSlots = ["18:00"] };
        await harness.HappensAsync(move);
        await (state == "Confirmed" ? harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "Анна" }) : harness.HappensAsync(new CancelBooking { BookingId = "PH-1", By = "Анна" }));
        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientPhone = "+7 900 222-22-22" });
        var (told, edited, toldAt) = (harness.Published<CustomerMessage>().Count, harness.Published<EditMessage>().Count, harness.Booking("PH-1").ClientToldAt);
        harness.Time.Advance(TimeSpan.FromHours(1));

        await harness.HappensAsync(move);

        Assert.Equal((state, told, edited, toldAt), (harness.Booking("PH-1").CurrentState, harness.Published<CustomerMessage>().Count, harness.Published<EditMessage>().Count, harness.Booking("PH-1").ClientToldAt));
    }

    [Fact]
    public async Task A_deadline_that_was_moved_or_comes_again_changes_nothing()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        var first = harness.Booking("PH-1").NextDeadline!;

        await harness.HappensAsync(new DeadlineReached { CorrelationId = harness.Booking("PH-1").CorrelationId, Kind = DeadlineKind.Expire, At = first.At });
        await harness.NextDeadlineAsync("PH-1");
        await harness.HappensAsync(new DeadlineReached { CorrelationId = harness.Booking("PH-1").CorrelationId, Kind = first.Kind, At = first.At });

        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        Assert.Single(harness.Published<SendMessage>(), m => m.Template == "booking_reminder");
    }

    [Fact]
    public async Task A_moved_session_moves_the_deadlines_and_outdates_the_buttons()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 1), TimeSlots = ["18:00"] });
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, version: 0));

        Assert.Equal(new Deadline(DeadlineKind.Expire, new DateTimeOffset(2026, 12, 1, 15, 0, 0, TimeSpan.Zero)), harness.Booking("PH-1").NextDeadline);
        Assert.Equal("2026-12-01", Assert.Single(harness.Published<EditMessage>()).Values!["date"].GetString());
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, version: 1));
        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task A_press_after_the_end_of_the_wait_is_told_so()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));
        await harness.NextDeadlineAsync("PH-1");

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));

        Assert.StartsWith("⌛ Время на решение истекло", Assert.Single(harness.Published<AnswerCallback>()).Text);
        Assert.Empty(harness.Published<BookingConfirmed>());
    }
}
