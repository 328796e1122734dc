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
}
