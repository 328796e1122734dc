using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>Presses of which Telegram does not say under which message, or under one that it cannot reach any more (docs/telegram.md 30, 41).</summary>
public sealed class InlinePressTests
{
    private static readonly (string, string?) Reasons = ("REJECT_REASONS", """{"ru":["Занято"],"en":["Taken"]}""");

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_press_decides_without_its_message_and_the_cards_are_edited_by_our_own_ids(bool inline)
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        await ArrivedAsync(app, question);
        var press = Telegram.Press(Telegram.Confirm(question));

        var answer = await app.AskAsync(inline ? Telegram.Inline(press) : Telegram.Inaccessible(press));

        Assert.Equal("✅ Подтверждено", answer.Text);
        var edit = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the edit");
        Assert.Equal((question.MessageId, ProcessorApp.StaffChat, 55), (edit.TargetMessageId, edit.ChatId, edit.TelegramMessageId));
        Assert.Equal("Анна", (await app.StateAsync("PH-1"))!.DecidedBy);
    }

    [Fact]
    public async Task A_button_of_another_studio_or_of_nobody_is_refused_without_its_message_too()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("LEGACY_BUTTONS", "true"));
        await app.BookAsync(BookingHarness.Created("PH-1"));
        var elsewhere = new ButtonSigner(ProcessorApp.Key).Write(new Button(ButtonAction.Confirm, BookingCorrelation.Of("PH-1")), "-1002");

        foreach (var data in new[] { elsewhere, "confirm_PH-1", "" })
        {
            Assert.Equal("⛔ Эта кнопка поддельная", (await app.AskAsync(Telegram.Inline(Telegram.Press(data)))).Text);
        }

        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task Who_may_not_decide_may_not_without_the_message_either()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_ROLES", "7:decider"));
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Confirm(question), user: 9)));
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);

        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Confirm(question), user: 7)));
        Assert.Equal("confirmed", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task The_reasons_are_shown_on_the_chats_cards_and_one_rejects()
    {
        await using var app = await ProcessorApp.StartAsync(settings: Reasons);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        await ArrivedAsync(app, question);

        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Reject(question))));
        var reasons = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(reasons.ReplyMarkup, 0))));

        Assert.Equal(question.MessageId, reasons.TargetMessageId);
        var state = await app.StateAsync("PH-1");
        Assert.Equal(("rejected", "Занято"), (state!.State, state.Reason));
    }

    [Fact]
    public async Task A_reason_of_a_card_in_another_language_than_the_newest_is_known()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [Reasons, ("STAFF_CHATS", """[{"chat":"-1001","thread":5,"language":"ru"},{"chat":"-1001","thread":9,"language":"en"}]""")]);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Reject(question))));
        var reasons = await app.PublishesAsync<EditMessage>(edit => edit.Language == "ru", "the reasons in Russian");

        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(reasons.ReplyMarkup, 0))));

        var state = await app.StateAsync("PH-1");
        Assert.Equal(("rejected", "Занято"), (state!.State, state.Reason));
    }

    [Fact]
    public async Task The_customer_cancels_by_presses_without_their_message()
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(BookingHarness.Created("PH-1") with { ClientChatId = "99" });
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));
        var outcome = await app.PublishesAsync<SendMessage>(m => m.ChatId == "99", "the outcome");

        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(outcome.ReplyMarkup, 0), user: 99, chat: "99")));
        var asked = await app.PublishesAsync<EditMessage>(e => e.Template == "customer_cancel_question", "the question");
        var answer = await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(asked.ReplyMarkup, 0), user: 99, chat: "99")));

        Assert.Equal((outcome.MessageId, null, null), (asked.TargetMessageId, asked.ChatId, asked.TelegramMessageId));
        Assert.Equal("🚫 Отменено", answer.Text);
        Assert.Equal("cancelled", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task A_card_that_was_listed_in_a_group_since_it_became_a_supergroup_is_believed()
    {
        await using var app = await ProcessorApp.StartAsync();
        await app.BookAsync(BookingHarness.Created("PH-1"));
        await app.Services.GetRequiredService<IChatMoves>().MovedAsync(ProcessorApp.StaffChat, "-1009");
        await ListedAsync(app, 1);
        await app.BringAsync(Telegram.Text("/pending", chat: "-1009"));
        var listed = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "-1009", Template: "pending_item" }, "the listed booking");

        var answer = await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Confirm(listed))));

        Assert.Equal("✅ Подтверждено", answer.Text);
    }

    [Fact]
    public async Task A_manager_chooses_the_groups_language()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_ROLES", "500:manager"));
        await app.BringAsync(Telegram.Text("/language", user: 500));
        var usage = await app.PublishesAsync<SendMessage>(m => m.Template == "language_usage", "the buttons");

        var answer = await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(usage.ReplyMarkup, 1), user: 500)));

        Assert.Equal("🇬🇧 All right, English it is in this chat", answer.Text);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_next_page_comes_in_the_topic_of_the_first(bool inline)
    {
        await using var app = await ProcessorApp.StartAsync();
        for (var booking = 1; booking <= 11; booking++)
        {
            await app.BookAsync(BookingHarness.Created($"PH-{booking}"));
        }
        await ListedAsync(app, 11);
        await app.BringAsync(Telegram.InTopic(Telegram.Text("/pending"), 7));
        var more = await app.PublishesAsync<SendMessage>(m => m.Template == "pending_more", "the button for the next page");
        await app.PublishesAsync<SendMessage>(m => m is { Template: "pending_item", BookingId: "PH-10" }, "the end of the first page");

        var press = Telegram.Press(Telegram.Button(more.ReplyMarkup, 0));
        await app.AskAsync(inline ? Telegram.Inline(press) : Telegram.Inaccessible(press));

        Assert.Equal(7, (await app.PublishesAsync<SendMessage>(m => m is { Template: "pending_item", BookingId: "PH-11" }, "the next page")).ThreadId);
    }

    [Fact]
    public async Task Later_a_note_and_the_ways_back_work_too()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_ROLES", "7:manager"));
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        await ArrivedAsync(app, question);

        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(question.ReplyMarkup, 3))));
        var times = await app.PublishesAsync<EditMessage>(e => Telegram.Labels(e.ReplyMarkup).Contains("1 час"), "the times");
        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(times.ReplyMarkup, 3))));
        await app.PublishesAsync<EditMessage>(e => e.CreatedAt > times.CreatedAt && Telegram.Labels(e.ReplyMarkup).Contains("⏰ Позже"), "Confirm and Reject");
        Assert.StartsWith("⏰ Напомню", (await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(times.ReplyMarkup, 1))))).Text);
        Assert.StartsWith("✍️", (await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(question.ReplyMarkup, 2))))).Text);
        await app.PublishesAsync<SendMessage>(m => m.Template == "note_prompt", "the question for the note");
        await app.BringAsync(Telegram.Note("Вход со двора"));
        var confirmed = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the confirmed card");
        Assert.Equal("↩️ Решение отменено, заявка снова ждёт", (await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(confirmed.ReplyMarkup, 0))))).Text);
        await app.Bus.Publish(new CancelBooking { BookingId = "PH-1", By = "Ольга" });
        var cancelled = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_cancellation", "the cancelled card");
        await app.AskAsync(Telegram.Inline(Telegram.Press(Telegram.Button(cancelled.ReplyMarkup, 0))));

        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
    }

    private static Task ListedAsync(ProcessorApp app, int count) =>
        Eventually.TrueAsync("the bookings to be listed", async () => (await app.Services.GetRequiredService<IBookingLists>().OpenAsync()).Count == count);

    private static async Task ArrivedAsync(ProcessorApp app, SendMessage question)
    {
        await app.Bus.Publish(new MessageSent { MessageId = question.MessageId, ChatId = ProcessorApp.StaffChat, TelegramMessageId = 55, SentAt = question.CreatedAt, BookingId = question.BookingId });
        await Eventually.TrueAsync("the card to be located", async () => (await app.StateAsync(question.BookingId!))!.Messages!.Any(m => m.TelegramMessageId == 55));
    }
}
