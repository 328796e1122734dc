using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

public sealed class DecisionTests
{
    [Fact]
    public async Task A_booking_is_put_before_the_staff_with_a_green_and_a_red_button()
    {
        await using var harness = await BookingHarness.StartAsync();

        await harness.HappensAsync(Created("PH-1"));

        var question = Assert.Single(harness.Published<SendMessage>());
        Assert.Equal((StaffChatId, "booking_notification", Priority.High, "PH-1"), (question.ChatId, question.Template, question.Priority, question.BookingId));
        Assert.Equal("<b>Анна & Co</b>", question.Values!["client_name"].GetString());
        var keys = question.ReplyMarkup!.Value.GetProperty("inline_keyboard")[0];
        Assert.Equal(["success", "danger"], keys.EnumerateArray().Select(k => k.GetProperty("style").GetString()));
        Assert.All(keys.EnumerateArray(), k => Assert.InRange(k.GetProperty("callback_data").GetString()!.Length, 1, 64));
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task The_same_booking_again_asks_nobody_again()
    {
        await using var harness = await BookingHarness.StartAsync();

        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Created("PH-1"));

        Assert.Single(harness.Published<SendMessage>());
    }

    [Theory]
    [InlineData(ButtonAction.Confirm, "Confirmed", "booking_confirmation")]
    [InlineData(ButtonAction.Reject, "Rejected", "booking_rejection")]
    public async Task A_press_decides_and_everybody_is_told(ButtonAction action, string state, string template)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", action));

        Assert.Equal(state, harness.Booking("PH-1").CurrentState);
        Assert.Equal(action == ButtonAction.Confirm ? 1 : 0, harness.Published<BookingConfirmed>().Count);
        Assert.Equal(action == ButtonAction.Reject ? 1 : 0, harness.Published<BookingRejected>().Count);
        var edit = Assert.Single(harness.Published<EditMessage>());
        Assert.Equal((template, Assert.Single(harness.Published<SendMessage>()).MessageId), (edit.Template, edit.TargetMessageId));
        Assert.Equal("Анна", edit.Values!["decided_by"].GetString());
        Assert.Equal(action == ButtonAction.Confirm ? "✅ Подтверждено" : "❌ Отклонено", Assert.Single(harness.Published<AnswerCallback>()).Text);
    }

    [Fact]
    public async Task A_second_user_is_told_who_decided_and_when()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, user: 1, name: "Анна"));

        var late = Press("PH-1", ButtonAction.Reject, user: 2, name: "Борис");
        await harness.HappensAsync(late);

        var answer = Assert.Single(harness.Published<AnswerCallback>(), a => a.CallbackQueryId == late.CallbackQueryId);
        Assert.Contains("Анна", answer.Text);
        Assert.Contains("14:02", answer.Text);
        Assert.Empty(harness.Published<BookingRejected>());
        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task The_same_press_again_is_told_of_its_success_again()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));

        var again = Press("PH-1", ButtonAction.Confirm);
        await harness.HappensAsync(again);

        Assert.Equal("✅ Подтверждено", Assert.Single(harness.Published<AnswerCallback>(), a => a.CallbackQueryId == again.CallbackQueryId).Text);
        Assert.Single(harness.Published<BookingConfirmed>());
    }

    [Fact]
    public async Task A_press_that_came_as_a_request_is_answered_to_the_asker()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        var press = Press("PH-1", ButtonAction.Confirm);

        var answer = await harness.Bus.GetRequestClient<ButtonPressed>().GetResponse<UpdateAnswered>(press);

        Assert.Equal((press.CallbackQueryId, "✅ Подтверждено"), (answer.Message.CallbackQueryId, answer.Message.Text));
        Assert.Empty(harness.Published<AnswerCallback>());
    }

    [Fact]
    public async Task A_press_on_an_unknown_booking_is_told_so()
    {
        await using var harness = await BookingHarness.StartAsync();

        await harness.HappensAsync(Press("PH-9", ButtonAction.Confirm));

        Assert.Equal("🔍 Такой заявки нет", Assert.Single(harness.Published<AnswerCallback>()).Text);
        Assert.Empty(harness.Published<BookingConfirmed>());
    }

    [Fact]
    public async Task A_press_on_an_older_keyboard_decides_nothing()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, version: 7));

        Assert.Equal("🔄 Кнопка устарела. Свежие кнопки: /pending", Assert.Single(harness.Published<AnswerCallback>()).Text);
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
    }
}
