using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Later: who is reminded when, and what stays as it was.</summary>
public sealed class SnoozeTests
{
    [Theory]
    [InlineData(SnoozeChoice.Quarter, "2026-12-01T11:17:00Z", "⏰ Напомню 01.12.2026 в 14:17")]
    [InlineData(SnoozeChoice.Hour, "2026-12-01T12:02:00Z", "⏰ Напомню 01.12.2026 в 15:02")]
    [InlineData(SnoozeChoice.Tomorrow, "2026-12-02T06:00:00Z", "⏰ Напомню 02.12.2026 в 09:00")]
    public async Task The_person_is_told_when_and_reminded_then_by_name_with_buttons(SnoozeChoice choice, string at, string popup)
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", ButtonAction.Later, user: 7));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)choice));
        var shown = harness.Published<EditMessage>()[^1];
        Assert.Equal(new Deadline(DeadlineKind.Snooze, DateTimeOffset.Parse(at, null)), harness.Booking("PH-1").NextDeadline);
        await harness.NextDeadlineAsync("PH-1");

        Assert.Equal(["⏰ Позже"], Telegram.Labels(harness.Published<SendMessage>()[0].ReplyMarkup).Skip(3));
        Assert.Equal(["15 мин", "1 час", "Завтра 9:00", "⬅️ Назад"], Telegram.Labels(harness.Published<EditMessage>()[0].ReplyMarkup));
        Assert.Equal(popup, harness.Published<AnswerCallback>()[^1].Text);
        Assert.Equal(("Анна", DateTimeOffset.Parse(at, null)), (shown.Values!["snoozed_by"].GetString(), shown.Values["snoozed_until"].GetDateTimeOffset()));
        var reminder = harness.Published<SendMessage>()[^1];
        Assert.Equal(("booking_snoozed", StaffChatId, 7L, 4), (reminder.Template, reminder.ChatId, reminder.Values!["user_id"].GetInt64(), Telegram.Labels(reminder.ReplyMarkup).Count()));
        Assert.False(harness.Published<EditMessage>()[^1].Values!.ContainsKey("snoozed_by"));
        Assert.Equal(["created", "snoozed", "snooze_ended"], harness.Booking("PH-1").Audit.Select(entry => entry.What));
    }

    [Fact]
    public async Task A_persons_next_reminder_takes_the_buttons_from_the_last_one_which_is_edited_no_more()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero, ExpireAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 8, name: "Борис", argument: (ushort)SnoozeChoice.Quarter));
        await harness.NextDeadlineAsync("PH-1");
        var others = harness.Published<SendMessage>()[^1].MessageId;
        for (var round = 0; round < 3; round++)
        {
            await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Quarter));
            await harness.NextDeadlineAsync("PH-1");
        }

        var reminders = harness.Published<SendMessage>().Where(m => m.Template == "booking_snoozed" && m.MessageId != others).Select(m => m.MessageId).ToList();
        Assert.Equal(3, reminders.Count);
        Assert.Equal([harness.Published<SendMessage>()[0].MessageId, others, reminders[2]], harness.Booking("PH-1").Copies.Select(copy => copy.MessageId));
        Assert.Null(harness.Published<EditMessage>().Last(edit => edit.TargetMessageId == reminders[1]).ReplyMarkup);
        var before = harness.Published<EditMessage>().Count;
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, user: 7));
        Assert.Equal(3, harness.Published<EditMessage>().Count - before);
    }

    [Fact]
    public async Task A_reminder_that_was_replaced_in_a_supergroup_gives_its_place_to_the_persons_next_one()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero, ExpireAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));
        await RemindAsync();
        var left = harness.Booking("PH-1").Copies[^1];
        await harness.HappensAsync(new MessageFailed { MessageId = MessageCopies.EditId(harness.Booking("PH-1"), left, 1), ChatId = "-1002", Reason = FailureReason.MessageNotFound, FailedAt = harness.Time.GetUtcNow(), BookingId = "PH-1" });
        var again = harness.Booking("PH-1").Copies[^1];
        Assert.NotEqual(left.MessageId, again.MessageId);

        await RemindAsync();

        Assert.DoesNotContain(harness.Booking("PH-1").Copies, copy => copy.MessageId == again.MessageId);
        Assert.Null(harness.Published<EditMessage>().Last(edit => edit.TargetMessageId == again.MessageId).ReplyMarkup);

        async Task RemindAsync()
        {
            await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Quarter));
            await harness.NextDeadlineAsync("PH-1");
        }
    }

    [Fact]
    public async Task A_reminder_that_the_schedulers_clock_brings_three_seconds_early_is_given()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Quarter));
        var timer = await harness.TimerAsync("PH-1");

        harness.Time.SetUtcNow(timer.At.AddSeconds(-3));
        await harness.HappensAsync(timer);

        Assert.Equal("booking_snoozed", harness.Published<SendMessage>()[^1].Template);
        Assert.Equal(DeadlineKind.Expire, harness.Booking("PH-1").NextDeadline!.Kind);
    }

    [Fact]
    public async Task Everybody_else_is_reminded_and_the_managers_are_called_as_if_nobody_had_asked()
    {
        await using var harness = await BookingHarness.StartAsync(roles: StaffRoles.Parse("500:manager"));
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Tomorrow));

        var kinds = new List<DeadlineKind>();
        for (var i = 0; i < 4; i++)
        {
            kinds.Add(harness.Booking("PH-1").NextDeadline!.Kind);
            await harness.NextDeadlineAsync("PH-1");
        }

        Assert.Equal([DeadlineKind.Remind, DeadlineKind.Remind, DeadlineKind.Escalate, DeadlineKind.Snooze], kinds);
    }

    [Fact]
    public async Task A_persons_later_wish_counts_and_each_person_has_one()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Hour));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 8, name: "Борис", argument: (ushort)SnoozeChoice.Hour));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Quarter));

        var shown = harness.Published<EditMessage>()[^1];
        Assert.Equal(("Анна", "⏰ Борис решит позже: 01.12.2026 в 15:02"), (shown.Values!["snoozed_by"].GetString(), shown.Values["snoozed_more"].GetString()));
        Assert.Equal([(8L, 60), (7L, 15)], harness.Booking("PH-1").Snoozes.Select(snooze => (snooze.UserId, (int)(snooze.Until - harness.Time.GetUtcNow()).TotalMinutes)));
    }

    [Fact]
    public async Task A_decision_and_the_way_back_from_it_end_every_wish()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Quarter));

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, user: 8));
        Assert.NotEqual(DeadlineKind.Snooze, harness.Booking("PH-1").NextDeadline!.Kind);
        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo, user: 8));

        Assert.Empty(harness.Booking("PH-1").Snoozes);
    }

    [Theory]
    [InlineData(3600, SnoozeChoice.Quarter, false)]
    [InlineData(3600, SnoozeChoice.Hour, true)]
    [InlineData(3600, SnoozeChoice.Tomorrow, true)]
    [InlineData(0, SnoozeChoice.Tomorrow, false)]
    [InlineData(3600, (SnoozeChoice)9, true)]
    public async Task Nobody_is_reminded_of_what_has_expired_by_then(int expireAfter, SnoozeChoice choice, bool isLate)
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { ExpireAfter = TimeSpan.FromSeconds(expireAfter) });
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, argument: (ushort)choice));

        Assert.Equal(isLate ? 0 : 1, harness.Booking("PH-1").Snoozes.Count);
        Assert.Equal(isLate, harness.Published<AnswerCallback>()[^1].Text == "⌛ Время на решение закончится раньше");
    }
}
