using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>Cards of the system before this one that still hang in the chat.</summary>
public sealed class OldCardTests
{
    [Theory]
    [InlineData("confirm_17", "confirmed", "booking_confirmation")]
    [InlineData("reject_17", "rejected", "booking_rejection")]
    public async Task A_booking_that_only_the_old_system_knew_is_not_asked_again_and_its_card_decides_and_is_edited(string data, string state, string template)
    {
        await using var app = await StartAsync();
        await app.Bus.Publish(BookingHarness.Created("17") with { CardMessageId = 55 });
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync("17") is not null);

        await app.AskAsync(Telegram.Press(data, message: 55));

        var edit = await app.PublishesAsync<EditMessage>(e => e.Template == template, "the edit");
        Assert.Equal((ProcessorApp.StaffChat, 55), (edit.ChatId, edit.TelegramMessageId));
        Assert.Equal(state, (await app.StateAsync("17"))!.State);
        Assert.DoesNotContain(app.Published<SendMessage>(), order => order.Template == "booking_notification");
    }

    [Fact]
    public async Task A_card_is_edited_also_where_the_platform_decides()
    {
        await using var app = await StartAsync();
        await app.Bus.Publish(BookingHarness.Created("17") with { CardMessageId = 55, CardChatId = "-1009" });
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync("17") is not null);

        await app.Bus.Publish(new ConfirmBooking { BookingId = "17", By = "platform" });

        var edit = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the edit");
        Assert.Equal(("-1009", 55), (edit.ChatId, edit.TelegramMessageId));
    }

    [Fact]
    public async Task A_card_whose_place_nobody_said_is_edited_once_it_was_pressed()
    {
        await using var app = await StartAsync();
        await app.Bus.Publish(BookingHarness.Created("17") with { Asked = true });
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync("17") is not null);

        await app.AskAsync(Telegram.Press("confirm_17", message: 77));

        var edit = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the edit");
        Assert.Equal((ProcessorApp.StaffChat, 77), (edit.ChatId, edit.TelegramMessageId));
        Assert.DoesNotContain(app.Published<SendMessage>(), order => order.Template == "booking_notification");
    }

    [Fact]
    public async Task A_card_that_is_pressed_after_the_decision_shows_it()
    {
        await using var app = await StartAsync();
        await app.Bus.Publish(BookingHarness.Created("17") with { Asked = true });
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync("17") is not null);
        await app.Bus.Publish(new ConfirmBooking { BookingId = "17", By = "platform" });
        await Eventually.TrueAsync("the decision", async () => (await app.StateAsync("17"))!.State == "confirmed");

        var answer = await app.AskAsync(Telegram.Press("reject_17", message: 77));

        Assert.Contains("подтвержд", answer.Text, StringComparison.OrdinalIgnoreCase);
        var edit = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the edit");
        Assert.Equal((ProcessorApp.StaffChat, 77), (edit.ChatId, edit.TelegramMessageId));
    }

    [Fact]
    public async Task The_same_booking_from_the_platform_is_no_other_one_and_is_not_asked()
    {
        await using var app = await StartAsync();
        await app.Bus.Publish(BookingHarness.Created("17") with { CardMessageId = 55 });
        await Eventually.TrueAsync("the booking", async () => await app.StateAsync("17") is not null);

        await app.Bus.Publish(BookingHarness.Created("17"));
        await app.BookAsync(BookingHarness.Created("18"));

        Assert.Empty(app.Published<BookingConflict>());
        Assert.Equal("18", Assert.Single(app.Published<SendMessage>(), order => order.Template == "booking_notification").BookingId);
    }

    private static async Task<ProcessorApp> StartAsync() => (await ProcessorApp.StartAsync(settings: [("LEGACY_BUTTONS", "true"), ("REJECT_REASONS", "none")])).Updated(byPolling: false);
}
