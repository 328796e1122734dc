using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>Presses from outside: a raw update in, the popup and the facts out.</summary>
public class PressTests
{
    protected virtual bool Polls => false;

    [Fact]
    public async Task A_press_is_answered_with_its_true_outcome_and_the_platform_hears_of_it()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        var answer = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), id: "4382"));

        Assert.Equal(("4382", "✅ Подтверждено"), (answer.CallbackQueryId, answer.Text));
        Assert.Equal("Анна", (await app.PublishesAsync<BookingConfirmed>(_ => true, "BookingConfirmed")).DecidedBy);
        Assert.Equal("booking_confirmation", (await app.PublishesAsync<EditMessage>(_ => true, "the edit")).Template);
        Assert.Equal("confirmed", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task A_press_that_was_polled_is_answered_through_the_Sender()
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        await app.BringAsync(Telegram.Press(Telegram.Reject(question), id: "4383", language: "en"));

        Assert.Equal("❌ Отклонено", (await app.PublishesAsync<AnswerCallback>(a => a.CallbackQueryId == "4383", "the answer")).Text);
    }

    [Fact]
    public async Task A_decision_is_taken_back_by_a_press_too()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));
        var decided = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the decision");

        var other = await app.AskAsync(Telegram.Press(Telegram.Button(decided.ReplyMarkup, 0), user: 8));
        var own = await app.AskAsync(Telegram.Press(Telegram.Button(decided.ReplyMarkup, 0)));

        Assert.Equal(("🔒 Отменить может тот, кто решил, или менеджер", "↩️ Решение отменено, заявка снова ждёт"), (other.Text, own.Text));
        Assert.Equal("confirmed", (await app.PublishesAsync<BookingReopened>(_ => true, "BookingReopened")).Was);
    }

    [Theory]
    [InlineData("confirm_PH-1", "⛔ Эта кнопка поддельная")]
    [InlineData("", "⛔ Эта кнопка поддельная")]
    [InlineData("AQEAAABvHCsObQtcVZ1uL1o9HHoQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "⛔ Эта кнопка поддельная")]
    public async Task A_forged_button_tells_its_user_so_and_does_nothing_else(string data, string popup)
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        await app.BookAsync(BookingHarness.Created("PH-1"));

        var answer = await app.AskAsync(Telegram.Press(data));

        Assert.Equal((popup, true), (answer.Text, answer.ShowAlert));
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
        Assert.Contains(app.Lines.Lines, line => line.Contains("was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_button_copied_to_another_chat_tells_its_user_so()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        var answer = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), chat: "-1002"));

        Assert.Equal("⛔ Эта кнопка из другого чата", answer.Text);
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task A_button_signed_with_another_key_is_forged()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        await app.BookAsync(BookingHarness.Created("PH-1"));
        var data = new ButtonSigner(new string('x', 32)).Write(new Button(ButtonAction.Confirm, BookingCorrelation.Of("PH-1")), ProcessorApp.StaffChat);

        Assert.Equal("⛔ Эта кнопка поддельная", (await app.AskAsync(Telegram.Press(data))).Text);
    }

    [Fact]
    public async Task The_old_systems_buttons_work_in_the_staff_chat_while_they_are_allowed()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("LEGACY_BUTTONS", "true"))).Updated(Polls);
        await app.BookAsync(BookingHarness.Created("17"));

        var elsewhere = await app.AskAsync(Telegram.Press("confirm_17", chat: "-1002"));
        var here = await app.AskAsync(Telegram.Press("confirm_17"));

        Assert.Equal(("⛔ Эта кнопка из другого чата", "✅ Подтверждено"), (elsewhere.Text, here.Text));
    }

    [Fact]
    public async Task Who_is_listed_as_a_viewer_may_not_decide_and_who_is_not_listed_neither()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("STAFF_ROLES", "7:viewer,8:decider"))).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        var viewer = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7));
        var stranger = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 9));
        var source = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 8));

        Assert.Equal(("🔒 Вам нельзя принимать решения", "🔒 Вам нельзя принимать решения", "✅ Подтверждено"), (viewer.Text, stranger.Text, source.Text));
    }

    [Fact]
    public async Task A_press_in_anothers_private_chat_is_a_forgery()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: [("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", "8")])).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        var forged = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7, chat: "8"));

        Assert.Equal("⛔ Эта кнопка из другого чата", forged.Text);
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task Who_presses_a_forged_button_again_and_again_is_answered_with_nothing_and_a_true_press_goes_on()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        var answers = new List<UpdateAnswered>();
        for (var press = 0; press < 8; press++)
        {
            answers.Add(await app.AskAsync(Telegram.Press("forged", user: 7)));
        }

        Assert.All(answers.Take(5), answer => Assert.NotNull(answer.Text));
        Assert.Null(answers[^1].Text);
        Assert.Equal("✅ Подтверждено", (await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7))).Text);
    }

    /// <summary>Each believed press of a stranger leaves keys in Redis, and a choice of language a message to the Sender.</summary>
    [Fact]
    public async Task A_stranger_who_presses_a_true_button_again_and_again_leaves_no_more_behind_than_by_writing()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("STAFF_ROLES", "7:decider"))).Updated(Polls);
        await app.BringAsync(Telegram.Text("/language", user: 99, chat: "99"));
        var button = Telegram.Button((await app.PublishesAsync<SendMessage>(m => m.ChatId == "99", "the buttons")).ReplyMarkup, 1);

        var answers = new List<UpdateAnswered>();
        for (var press = 0; press < 60; press++)
        {
            answers.Add(await app.AskAsync(Telegram.Press(button, user: 99, chat: "99")));
        }

        // The command took one of the five.
        Assert.InRange(answers.Count(answer => answer.Text is not null), 4, 6);
        Assert.Null(answers[^1].Text);
        Assert.InRange(app.Published<LanguageChosen>().Count, 4, 6);
    }

    [Fact]
    public async Task An_update_that_cannot_be_read_is_parked_and_the_next_one_is_dealt_with()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        app.Errors.Expect("The update has no message.chat.id that can be read");
        await app.BringAsync("{\"update_id\":1,\"message\":\"private words\"}");
        var answer = await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));

        Assert.Equal("✅ Подтверждено", answer.Text);
        var fault = await app.PublishesAsync<Fault<TelegramUpdateReceived>>(_ => true, "the fault");
        Assert.StartsWith("The update has no message.chat.id", Assert.Single(fault.Exceptions).Message);
        Assert.DoesNotContain(app.Lines.Lines, line => line.Contains("private words", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_update_that_needs_no_answer_gets_an_empty_one_at_once()
    {
        await using var app = await ProcessorApp.StartAsync();

        Assert.Equal((null, null), ((await app.AskAsync(Telegram.Text("привет"))).CallbackQueryId, (await app.AskAsync("""{"update_id":5,"poll":{}}""")).Text));
    }

    [Fact]
    public async Task A_question_for_an_unknown_booking_is_told_so()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);

        Assert.Null(await app.StateAsync("PH-404"));
    }
}
