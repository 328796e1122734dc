using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>What the one who asked is shown alone in a group (docs/telegram.md 39).</summary>
public sealed class EphemeralTests
{
    private const string Reasons = """{"ru":["Занято","Нет мастера"]}""";
    private readonly OneReaders _readers = new();

    [Fact]
    public async Task Reasons_are_shown_to_the_user_and_the_card_is_edited_once_at_the_end()
    {
        await using var app = await OneReaders.StartAsync(_readers, ("REJECT_REASONS", Reasons));
        var question = await app.BookAsync(Created("PH-1"));

        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7, id: "q1"));
        var list = await _readers.NextAsync("the reasons");
        Assert.Equal((7L, "q1", ProcessorApp.StaffChat, "choose_reason", "ru"), (list.ReceiverUserId, list.CallbackQueryId, list.Message.ChatId, list.Message.Template, list.Message.Language));
        Assert.Equal(["Занято", "Нет мастера", "✍️ Другая причина…", "⬅️ Назад"], Telegram.Labels(list.Message.ReplyMarkup));
        Assert.Equal(question.MessageId, Assert.Single(list.Instead).TargetMessageId);

        var popup = await app.AskAsync(Telegram.Ephemeral(Telegram.Press(Telegram.Button(list.Message.ReplyMarkup, 1), user: 7)));

        Assert.Equal("❌ Отклонено", popup.Text);
        await app.PublishesAsync<EditMessage>(e => e.Template == "booking_rejection", "the card at the end");
        Assert.Single(app.Published<EditMessage>());
        await Eventually.TrueAsync("the list to be taken away", () => _readers.Deleted.SingleOrDefault() is { EphemeralMessageId: 31, ReceiverUserId: 7, ChatId: ProcessorApp.StaffChat });
        Assert.Equal("Нет мастера", (await app.StateAsync("PH-1"))!.Reason);
    }

    [Fact]
    public async Task Somebody_else_decides_meanwhile_and_the_reason_is_told_so()
    {
        await using var app = await OneReaders.StartAsync(_readers, ("REJECT_REASONS", Reasons));
        var question = await app.BookAsync(Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7));
        var list = await _readers.NextAsync("the reasons");

        var confirmed = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 8, name: "Борис"));
        var late = await app.AskAsync(Telegram.Ephemeral(Telegram.Press(Telegram.Button(list.Message.ReplyMarkup, 0), user: 7)));

        Assert.Equal("✅ Подтверждено", confirmed.Text);
        Assert.StartsWith("✅ Уже подтверждено: Борис", late.Text);
        await Eventually.TrueAsync("the list to be taken away", () => _readers.Deleted.Count == 1);
    }

    [Theory]
    [InlineData(5, "ru")]
    [InlineData(9, "en")]
    [InlineData(null, "de")] // Outside of the topics.
    public async Task A_list_belongs_to_the_topic_and_the_language_of_its_card(int? topic, string language)
    {
        await using var app = await OneReaders.StartAsync(_readers, ("REJECT_REASONS", """{"ru":["Занято"],"en":["Taken"],"de":["Vergeben"]}"""), ("STAFF_CHATS", """[{"chat":"-1001","language":"de"},{"chat":"-1001","thread":5,"language":"ru"},{"chat":"-1001","thread":9,"language":"en"}]"""));
        await app.BookAsync(Created("PH-1"));
        var question = await app.PublishesAsync<SendMessage>(m => m.BookingId == "PH-1" && m.ThreadId == topic, "the question in the topic");
        await app.Bus.Publish(new MessageSent { MessageId = question.MessageId, ChatId = ProcessorApp.StaffChat, TelegramMessageId = 55, SentAt = question.CreatedAt, BookingId = "PH-1" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the card to be located", async () => (await app.StateAsync("PH-1"))!.Messages!.Any(m => m.TelegramMessageId == 55));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7, message: 55));
        var list = await _readers.NextAsync("the reasons");

        await app.AskAsync(Telegram.Ephemeral(Telegram.Press(Telegram.Button(list.Message.ReplyMarkup, 1), user: 7), topic));
        var prompt = await app.PublishesAsync<SendMessage>(m => m.Template == "reason_prompt", "the question for the reason");
        await app.AskAsync(Telegram.Ephemeral(Telegram.Press(Telegram.Button(list.Message.ReplyMarkup, 0), user: 7), topic));

        Assert.Equal((topic, language, topic), (list.Message.ThreadId, list.Message.Language, prompt.ThreadId));
        Assert.Equal(Telegram.Labels(list.Message.ReplyMarkup).First(), (await app.StateAsync("PH-1"))!.Reason);
    }

    [Theory, InlineData(false), InlineData(true)] // A press that does not say where its button stands cannot take the list away.
    public async Task Back_takes_the_list_away_and_edits_nothing(bool inline)
    {
        await using var app = await OneReaders.StartAsync(_readers, ("REJECT_REASONS", Reasons));
        var question = await app.BookAsync(Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7));
        var list = await _readers.NextAsync("the reasons");

        var back = Telegram.Press(Telegram.Button(list.Message.ReplyMarkup, 3), user: 7);
        await app.AskAsync(inline ? Telegram.Inline(back) : Telegram.Ephemeral(back));
        await Eventually.TrueAsync("the list to be taken away", () => _readers.Deleted.Count == (inline ? 0 : 1));

        await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7));
        await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the card at the end");
        Assert.Single(app.Published<EditMessage>());
    }

    [Fact]
    public async Task In_a_private_chat_the_card_turns_as_before()
    {
        await using var app = await OneReaders.StartAsync(_readers, ("REJECT_REASONS", Reasons), ("TELEGRAM_CHAT_ID", "7"));
        var question = await app.BookAsync(Created("PH-1"));

        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7, chat: "7"));

        await app.PublishesAsync<EditMessage>(e => e.Template == "booking_notification", "the reasons under the card");
        Assert.Empty(_readers.Shown);
    }

    [Theory]
    [InlineData("/help", "command_help")]
    [InlineData("/today", "today_empty")]
    [InlineData("/pending", "pending_empty")]
    public async Task An_answer_goes_to_the_one_who_asked_or_to_all_where_that_cannot_be(string command, string template)
    {
        await using var app = await OneReaders.StartAsync(_readers);

        await app.BringAsync(Telegram.Text(command, user: 7));
        var shown = await _readers.NextAsync("the answer");
        _readers.IsShown = false;
        await app.BringAsync(Telegram.Text(command, user: 7));
        var toAll = await app.PublishesAsync<SendMessage>(m => m.Template == template, "the answer to all");

        Assert.Equal((7L, null, template, ProcessorApp.StaffChat), (shown.ReceiverUserId, shown.CallbackQueryId, shown.Message.Template, shown.Message.ChatId));
        Assert.Equal(ProcessorApp.StaffChat, toAll.ChatId);
        Assert.Single(app.Published<SendMessage>());
    }

    [Fact]
    public async Task Who_may_not_is_told_so_alone()
    {
        await using var app = await OneReaders.StartAsync(_readers, ("STAFF_CHATS", """[{"chat":"-1010"}]"""));

        await app.BringAsync(Telegram.Text("/week@StudioBot", user: 7, chat: "-1010"));

        var shown = await _readers.NextAsync("the refusal");
        Assert.Equal(("command_not_allowed", "-1010"), (shown.Message.Template, shown.Message.ChatId));
    }

    [Fact]
    public async Task The_open_bookings_are_one_message_with_buttons_that_decide()
    {
        await using var app = await OneReaders.StartAsync(_readers);
        for (var i = 1; i <= 12; i++)
        {
            await app.BookAsync(Created($"PH-{i}"));
        }
        await ListedAsync(app, 12);
        app.Forget();

        await app.BringAsync(Telegram.Text("/pending", user: 7));
        var list = await _readers.NextAsync("the list");
        // Noted once the Sender has said that it is shown; a press on More before that gets the first page again.
        await Eventually.TrueAsync("the page to be noted", async () => (await app.Services.GetRequiredService<ISessions>().GetAsync(ProcessorApp.StaffChat, 7)).Shown.Count == 10);
        await app.AskAsync(Telegram.Ephemeral(Telegram.Press(Telegram.Button(list.Message.ReplyMarkup, 2), user: 7)));
        await app.AskAsync(Telegram.Ephemeral(Telegram.Press(Telegram.Button(list.Message.ReplyMarkup, 20), user: 7, id: "more")));
        var page = await _readers.NextAsync("the next page");

        Assert.Equal(11, list.Message.Text!.Split('\n').Length);
        Assert.Equal(["✅ 1", "❌ 1", "✅ 2"], Telegram.Labels(list.Message.ReplyMarkup).Take(3));
        Assert.Equal("confirmed", (await app.StateAsync("PH-2"))!.State);
        Assert.Equal(("more", 3), (page.CallbackQueryId, page.Message.Text!.Split('\n').Length));
        Assert.Empty(_readers.Deleted);
        Assert.Empty(app.Published<SendMessage>());
    }

    [Fact]
    public async Task The_open_bookings_are_cards_for_all_where_one_cannot_be_shown_alone()
    {
        _readers.IsShown = false;
        await using var app = await OneReaders.StartAsync(_readers);
        await app.BookAsync(Created("PH-1"));
        await ListedAsync(app, 1);

        await app.BringAsync(Telegram.Text("/pending", user: 7));

        await app.PublishesAsync<SendMessage>(m => m.Template == "pending_head", "the head");
        await app.PublishesAsync<SendMessage>(m => m.Template == "pending_item", "the card");
    }

    private static Task ListedAsync(ProcessorApp app, int count) =>
        Eventually.TrueAsync("the bookings to be listed", async () => (await app.Services.GetRequiredService<IBookingLists>().OpenAsync()).Count == count);
}
