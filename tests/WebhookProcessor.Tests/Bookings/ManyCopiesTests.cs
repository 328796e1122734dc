using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

public sealed class ManyCopiesTests
{
    [Fact]
    public async Task However_often_a_booking_is_shown_again_the_messages_that_asked_are_edited()
    {
        await using var harness = await BookingHarness.StartAsync(roles: StaffRoles.Parse("5:manager"));
        await harness.HappensAsync(Created("PH-1"));
        while (!harness.Booking("PH-1").Escalated)
        {
            await harness.NextDeadlineAsync("PH-1");
        }
        var asked = harness.Published<SendMessage>().Select(m => m.MessageId).ToList(); // The question, two reminders, the manager's call.

        for (var i = 0; i < 35; i++)
        {
            await harness.HappensAsync(new ShowBookingAgain { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = i < 5 ? "7" : "8", Language = "ru", Occasion = $"{i}" });
        }
        var shown = harness.Published<SendMessage>().Where(m => m.Template == "pending_item").Select(m => m.MessageId).ToList();
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));

        var edited = harness.Published<EditMessage>().Select(e => e.TargetMessageId).ToHashSet();
        Assert.Equal(4, asked.Count);
        Assert.Superset(asked.ToHashSet(), edited);
        Assert.Superset(shown[..5].ToHashSet(), edited); // What is shown in one chat pushes out nothing of another.
        Assert.Superset(shown[^20..].ToHashSet(), edited);
        Assert.Equal(asked.Count + MessageCopies.Max, edited.Count);
    }
    /// <summary>Those that are edited no more show the customer all the same: what another list showed instead, and a person's earlier reminder.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_erasure_edits_every_message_that_ever_showed_the_customer(bool isFormer)
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero, ExpireAfter = TimeSpan.Zero });
        await harness.HappensAsync(Created("PH-1") with { ClientName = "Zinaida" });
        for (var round = 0; round < 3; round++)
        {
            await harness.HappensAsync(Press("PH-1", ButtonAction.Snooze, user: 7, argument: (ushort)SnoozeChoice.Quarter));
            await harness.NextDeadlineAsync("PH-1");
        }

        for (var i = 0; i < MessageCopies.Max + 5; i++)
        {
            await harness.HappensAsync(new ShowBookingAgain { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = "8", Language = "ru", Occasion = $"{i}" });
        }

        var shown = harness.Published<SendMessage>().Select(message => message.MessageId).ToHashSet();
        if (isFormer)
        {
            await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientName = "Boris", ClientPhone = "+7 911 222-33-44" });
        }

        await harness.HappensAsync(new EraseBooking { BookingId = "PH-1", FormerOnly = isFormer });

        // As each was edited last.
        var last = harness.Published<EditMessage>().Where(edit => shown.Contains(edit.TargetMessageId)).GroupBy(edit => edit.TargetMessageId).ToDictionary(edits => edits.Key, edits => edits.Last());
        Assert.Equal(shown, last.Keys.ToHashSet());
        Assert.All(last.Values, edit => Assert.DoesNotContain("Zinaida", JsonSerializer.Serialize(edit.Values)));
        Assert.Equal(isFormer ? 7 : 0, harness.Booking("PH-1").Retired.Count);
    }
}
