using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Buttons with reasons live in chats longer than the setting that they were made from.</summary>
public sealed class ChangedReasonsTests
{
    [Theory]
    [InlineData("""{"ru":["Нет мастера","Занято"]}""", "Занято")]
    [InlineData("""{"ru":["Ремонт","Нет мастера","Занято"]}""", "Занято")]
    [InlineData("""{"ru":["Занято","Ремонт"]}""", "Занято")]
    [InlineData("""{"ru":["Нет мастера","Ремонт"]}""", null)]
    [InlineData("""{"ru":["Занято!"]}""", null)]
    public async Task A_button_rejects_for_the_reason_that_stands_on_it_or_is_outdated(string now, string? reason)
    {
        var button = await FirstReasonAsync("""{"ru":["Занято","Нет мастера"]}""");
        await using var harness = await BookingHarness.StartAsync(reasons: RejectReasons.Parse(now));
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", ButtonAction.RejectBecause, argument: button.Argument));

        Assert.Equal(reason, harness.Booking("PH-1").Decision?.Reason);
        if (reason is null)
        {
            Assert.StartsWith("🔄 Кнопка устарела", Assert.Single(harness.Published<AnswerCallback>()).Text);
        }
    }

    private static async Task<Button> FirstReasonAsync(string reasons)
    {
        await using var harness = await BookingHarness.StartAsync(reasons: RejectReasons.Parse(reasons));
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Reject));
        var menu = Assert.Single(harness.Published<EditMessage>());
        return new ButtonSigner(new string('k', 32)).Read(Telegram.Button(menu.ReplyMarkup, 0), [StaffChatId], []).Button;
    }
}
