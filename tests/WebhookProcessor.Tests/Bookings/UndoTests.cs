using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

public sealed class UndoTests
{
    [Fact]
    public async Task Who_decided_can_take_it_back_and_the_booking_waits_again()
    {
        await using var harness = await DecidedAsync();

        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo));

        Assert.Equal(("AwaitingDecision", null), (harness.Booking("PH-1").CurrentState, harness.Booking("PH-1").Decision));
        Assert.Equal(("PH-1", "Анна", "confirmed"), harness.Published<BookingReopened>().Select(r => (r.BookingId, r.ReopenedBy, r.Was)).Single());
        Assert.Equal("booking_notification", harness.Published<EditMessage>()[^1].Template);

        await harness.HappensAsync(Press("PH-1", ButtonAction.Reject, version: 0));
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        await harness.HappensAsync(Press("PH-1", ButtonAction.Reject, version: 1));
        Assert.Equal("Rejected", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task The_same_undo_again_is_told_of_its_success_again()
    {
        await using var harness = await DecidedAsync();

        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo));
        var again = Press("PH-1", ButtonAction.Undo);
        await harness.HappensAsync(again);

        Assert.Equal("↩️ Решение отменено, заявка снова ждёт", Answer(harness, again.CallbackQueryId));
        Assert.Single(harness.Published<BookingReopened>());
    }

    [Fact]
    public async Task Each_outcome_names_the_one_before_it_while_that_may_be_on_its_way()
    {
        await using var harness = await DecidedAsync();

        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo));
        harness.Time.Advance(TimeSpan.FromDays(7));
        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "platform" });
        harness.Time.Advance(TimeSpan.FromDays(8));
        await harness.HappensAsync(new CancelBooking { BookingId = "PH-1", By = "operator" });

        var confirmed = harness.Published<BookingConfirmed>();
        var reopened = harness.Published<BookingReopened>().Single();
        Assert.Equal(2, confirmed.Count);
        Assert.Null(confirmed[0].Previous);
        Assert.NotNull(confirmed[0].Sequence);
        Assert.Equal(confirmed[0].Sequence, reopened.Previous);
        Assert.Equal(reopened.Sequence, confirmed[1].Previous);
        Assert.Null(harness.Published<BookingCancelled>().Single().Previous);
    }

    [Fact]
    public async Task Somebody_else_cannot_but_a_manager_can()
    {
        await using var harness = await DecidedAsync();

        var other = Press("PH-1", ButtonAction.Undo, user: 2, name: "Борис");
        await harness.HappensAsync(other);
        Assert.Equal(("Confirmed", "🔒 Отменить может тот, кто решил, или менеджер"), (harness.Booking("PH-1").CurrentState, Answer(harness, other.CallbackQueryId)));

        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo, user: 3) with { Role = Role.Manager });
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task After_ten_minutes_it_is_too_late_and_the_button_goes_away()
    {
        await using var harness = await DecidedAsync();
        Assert.NotEqual("", Telegram.Button(harness.Published<EditMessage>()[^1].ReplyMarkup, 0));

        harness.Time.Advance(TimeSpan.FromMinutes(10));
        var late = Press("PH-1", ButtonAction.Undo);
        await harness.HappensAsync(late);
        await harness.NextDeadlineAsync("PH-1");

        Assert.Equal(("Confirmed", "⌛ Отменить решение уже нельзя"), (harness.Booking("PH-1").CurrentState, Answer(harness, late.CallbackQueryId)));
        Assert.Equal("booking_confirmation", harness.Published<EditMessage>()[^1].Template);
        Assert.Empty(Telegram.Live(harness.Published<EditMessage>()[^1].ReplyMarkup));
    }

    [Fact]
    public async Task The_platform_can_refuse_and_the_button_goes_away()
    {
        await using var harness = await DecidedAsync();

        await harness.HappensAsync(new RefuseUndo { BookingId = "PH-1" });
        var refused = Press("PH-1", ButtonAction.Undo);
        await harness.HappensAsync(refused);

        Assert.Equal(("Confirmed", "⌛ Отменить решение уже нельзя"), (harness.Booking("PH-1").CurrentState, Answer(harness, refused.CallbackQueryId)));
        Assert.Empty(Telegram.Live(harness.Published<EditMessage>()[^1].ReplyMarkup));
    }

    [Fact]
    public async Task A_cancelled_booking_has_no_way_back()
    {
        await using var harness = await DecidedAsync();
        await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1" });

        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo));

        Assert.Equal("Cancelled", harness.Booking("PH-1").CurrentState);
        Assert.Empty(Telegram.Live(harness.Published<EditMessage>()[^1].ReplyMarkup));
    }

    [Fact]
    public async Task The_outcome_stays_on_a_button_that_does_nothing_beside_Undo_while_it_lasts()
    {
        await using var harness = await DecidedAsync();
        var at = TimeZoneInfo.ConvertTime(harness.Booking("PH-1").Decision!.At, TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow")).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var decided = harness.Published<EditMessage>()[^1].ReplyMarkup;
        Assert.Equal(["↩️ Отменить решение"], Telegram.Live(decided));
        Assert.Equal([($"✅ Подтверждено: Анна, {at}", "success")], Telegram.Disabled(decided));

        await harness.NextDeadlineAsync("PH-1");

        Assert.Empty(Telegram.Live(harness.Published<EditMessage>()[^1].ReplyMarkup));
        Assert.Equal([($"✅ Подтверждено: Анна, {at}", "success")], Telegram.Disabled(harness.Published<EditMessage>()[^1].ReplyMarkup));
    }

    [Fact]
    public async Task A_rejection_is_red_and_an_expiry_names_nobody()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));
        await harness.NextDeadlineAsync("PH-1");
        await harness.HappensAsync(Created("PH-2"));
        await harness.HappensAsync(new RejectBooking { BookingId = "PH-2", By = "platform" });

        var keyboards = harness.Published<EditMessage>().Select(e => Assert.Single(Telegram.Disabled(e.ReplyMarkup))).ToList();
        Assert.Matches("^⌛ Истекло, [0-9:]{5}$", keyboards[0].Label);
        Assert.Null(keyboards[0].Style);
        Assert.Matches("^❌ Отклонено: [^,]+, [0-9:]{5}$", keyboards[1].Label);
        Assert.Equal("danger", keyboards[1].Style);
    }

    private static async Task<BookingHarness> DecidedAsync()
    {
        var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        return harness;
    }

    private static string? Answer(BookingHarness harness, string query) => Assert.Single(harness.Published<AnswerCallback>(), a => a.CallbackQueryId == query).Text;
}
