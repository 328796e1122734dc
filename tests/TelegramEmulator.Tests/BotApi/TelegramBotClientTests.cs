using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>A client that other people wrote for the real Telegram does a bot's main work against the emulator.</summary>
public sealed class TelegramBotClientTests
{
    [Fact]
    public async Task A_question_is_sent_pressed_answered_and_edited()
    {
        await using var emulator = await StartAsync();
        var bot = Client(emulator);
        var cancellationToken = TestContext.Current.CancellationToken;

        var me = await bot.GetMe(cancellationToken);
        var question = await bot.SendMessage(
            Staff, "<b>Booking</b> &lt;17&gt;", ParseMode.Html,
            replyMarkup: new InlineKeyboardMarkup(InlineKeyboardButton.WithCallbackData("Confirm", "c:17"), InlineKeyboardButton.WithCallbackData("Reject", "r:17")),
            cancellationToken: cancellationToken);
        var waiting = emulator.PressAsync(Staff, question.MessageId, Boris, new { button = 0 }, "?wait=120");
        var press = (await NextAsync(bot, offset: null)).CallbackQuery!;
        await bot.AnswerCallbackQuery(press.Id, "Confirmed", showAlert: true, cancellationToken: cancellationToken);
        var popup = await waiting;
        var edited = await bot.EditMessageText(Staff, question.MessageId, "Confirmed by Boris", cancellationToken: cancellationToken);

        Assert.True(me.IsBot);
        Assert.Equal(("Booking <17>", MessageEntityType.Bold), (question.Text, Assert.Single(question.Entities!).Type));
        Assert.Equal(("c:17", Boris, question.MessageId), (press.Data, press.From.Id, press.Message!.MessageId));
        Assert.Equal("Confirmed", popup.GetProperty("text").GetString());
        Assert.Equal(("Confirmed by Boris", null), (edited.Text, edited.ReplyMarkup));
    }

    [Fact]
    public async Task Texts_are_polled_in_order_and_confirmed_by_the_offset()
    {
        await using var emulator = await StartAsync();
        var bot = Client(emulator);
        foreach (var text in new[] { "/start", "hello" })
        {
            await emulator.ControlAsync($"chats/{Maria}/messages", new { from = Maria, text });
        }

        var first = await NextAsync(bot, offset: null);
        var second = await NextAsync(bot, first.Id + 1);
        var rest = await bot.GetUpdates(second.Id + 1, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(("/start", "hello"), (first.Message!.Text, second.Message!.Text));
        Assert.Equal((Maria, ChatType.Private), (first.Message.From!.Id, first.Message.Chat.Type));
        Assert.Empty(rest);
    }

    [Fact]
    public async Task A_webhook_is_set_told_and_removed()
    {
        await using var emulator = await StartAsync();
        var bot = Client(emulator);
        var cancellationToken = TestContext.Current.CancellationToken;

        await bot.SetWebhook("http://127.0.0.1:9/webhook", allowedUpdates: [UpdateType.Message, UpdateType.CallbackQuery], secretToken: "the_secret", cancellationToken: cancellationToken);
        var set = await bot.GetWebhookInfo(cancellationToken);
        await bot.DeleteWebhook(cancellationToken: cancellationToken);
        var removed = await bot.GetWebhookInfo(cancellationToken);

        Assert.Equal(("http://127.0.0.1:9/webhook", ""), (set.Url, removed.Url));
        Assert.Equal([UpdateType.Message, UpdateType.CallbackQuery], set.AllowedUpdates!);
    }

    [Fact]
    public async Task A_text_and_a_press_come_by_webhook_as_the_client_reads_them()
    {
        await using var emulator = await StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var bot = Client(emulator);
        var cancellationToken = TestContext.Current.CancellationToken;
        await bot.SetWebhook(receiver.Url, secretToken: "the_secret", cancellationToken: cancellationToken);
        var question = await bot.SendMessage(Staff, "Booking", replyMarkup: new InlineKeyboardMarkup(InlineKeyboardButton.WithCallbackData("Confirm", "c:17")), cancellationToken: cancellationToken);

        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Boris, text = "hello" });
        await receiver.ArrivedAsync(1);
        var waiting = emulator.PressAsync(Staff, question.MessageId, Boris, new { button = 0 }, "?wait=120");
        await receiver.ArrivedAsync(2);
        var updates = receiver.Deliveries.Select(delivery => delivery.Update.Deserialize<Update>(JsonBotAPI.Options)!).ToList();
        await bot.AnswerCallbackQuery(updates[1].CallbackQuery!.Id, "Confirmed", cancellationToken: cancellationToken);

        Assert.Equal(("hello", "c:17", "Confirmed"), (updates[0].Message!.Text, updates[1].CallbackQuery!.Data, (await waiting).GetProperty("text").GetString()));
        Assert.All(receiver.Deliveries, delivery => Assert.Equal("the_secret", delivery.Secret));
    }

    [Theory]
    [InlineData("<b>open", 400, "can't parse entities")]
    [InlineData("", 400, "message text is empty")]
    public async Task A_refusal_is_the_clients_own_exception(string text, int code, string words)
    {
        await using var emulator = await StartAsync();
        var bot = Client(emulator);

        var refusal = await Assert.ThrowsAsync<ApiRequestException>(() => bot.SendMessage(Staff, text, ParseMode.Html, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(code, refusal.ErrorCode);
        Assert.Contains(words, refusal.Message);
    }

    [Fact]
    public async Task A_command_comes_with_its_entities_and_is_found_by_them()
    {
        await using var emulator = await StartAsync();
        var bot = Client(emulator);
        await emulator.ControlAsync($"chats/{Maria}/messages", new { from = Maria, text = "/book 17 @anna_studio example.com" });

        var message = (await NextAsync(bot, offset: null)).Message!;

        Assert.Equal([(MessageEntityType.BotCommand, 0, 5), (MessageEntityType.Mention, 9, 12), (MessageEntityType.Url, 22, 11)], message.Entities!.Select(entity => (entity.Type, entity.Offset, entity.Length)));
        Assert.Equal(["/book", "@anna_studio", "example.com"], message.EntityValues!);
    }

    [Fact]
    public async Task It_waits_and_tries_again_after_429_and_is_told_the_wait_where_it_may_not()
    {
        await using var emulator = await StartAsync();
        var patient = Client(emulator);
        var impatient = new TelegramBotClient(new TelegramBotClientOptions(EmulatorOptions.DemoToken, emulator.Url) { RetryThreshold = 0 }, cancellationToken: TestContext.Current.CancellationToken);

        await emulator.ControlAsync("faults", new { kind = "too_many_requests", method = "sendMessage", retry_after = 1, count = 1 });
        var sent = await patient.SendMessage(Maria, "again", cancellationToken: TestContext.Current.CancellationToken);
        await emulator.ControlAsync("faults", new { kind = "too_many_requests", method = "sendMessage", retry_after = 1, count = 1 });
        var refusal = await Assert.ThrowsAsync<ApiRequestException>(() => impatient.SendMessage(Maria, "at once", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("again", sent.Text);
        Assert.Equal((429, 1), (refusal.ErrorCode, refusal.Parameters?.RetryAfter));
    }

    [Fact]
    public async Task It_is_told_at_once_who_blocked_the_bot_and_sends_again_when_that_is_over()
    {
        await using var emulator = await StartAsync();
        var bot = Client(emulator);
        var cancellationToken = TestContext.Current.CancellationToken;

        await emulator.ControlAsync($"chats/{Maria}/standing", new { standing = "blocked" });
        var refusal = await Assert.ThrowsAsync<ApiRequestException>(() => bot.SendMessage(Maria, "nobody reads it", cancellationToken: cancellationToken));
        var calls = (await emulator.ReadAsync("requests")).GetProperty("methods").GetProperty("sendMessage");
        await emulator.ControlAsync($"chats/{Maria}/standing", new { standing = "open" });
        var sent = await bot.SendMessage(Maria, "again", cancellationToken: cancellationToken);

        Assert.Equal((403, "Forbidden: bot was blocked by the user"), (refusal.ErrorCode, refusal.Message));
        Assert.Null(refusal.Parameters);
        Assert.Equal("{\"403\":1}", calls.GetRawText());
        Assert.Equal("again", sent.Text);
    }

    [Fact]
    public async Task It_uses_topics_reactions_copies_and_the_profile()
    {
        await using var emulator = await StartAsync();
        var bot = Client(emulator);
        var cancellationToken = TestContext.Current.CancellationToken;
        await emulator.ControlAsync("chats", new { id = -1007L, type = "supergroup", title = "Forum", topics = new[] { new { id = 5, name = "Five" } } });

        var topic = await bot.CreateForumTopic(-1007, "Weddings", cancellationToken: cancellationToken);
        var message = await bot.SendMessage(-1007, "first", messageThreadId: topic.MessageThreadId, cancellationToken: cancellationToken);
        await bot.SetMessageReaction(-1007, message.MessageId, [new ReactionTypeEmoji { Emoji = "👍" }], cancellationToken: cancellationToken);
        var copies = await bot.CopyMessages(Maria, -1007, [message.MessageId], cancellationToken: cancellationToken);
        var forward = await bot.ForwardMessage(Maria, -1007, message.MessageId, cancellationToken: cancellationToken);
        var chat = await bot.GetChat(-1007, cancellationToken);
        var member = await bot.GetChatMember(-1007, bot.BotId, cancellationToken);
        await bot.SetMyName("Studio", cancellationToken: cancellationToken);
        var name = await bot.GetMyName(cancellationToken: cancellationToken);
        var refusal = await Assert.ThrowsAsync<ApiRequestException>(() => bot.BanChatMember(Staff, Boris, cancellationToken: cancellationToken));

        Assert.Equal((topic.MessageThreadId, true), (message.MessageThreadId, message.IsTopicMessage));
        Assert.Equal("👍", (await emulator.ReadAsync($"chats/-1007/messages")).EnumerateArray().Last().GetProperty("reaction").GetString());
        Assert.Equal(1, Assert.Single(copies).Id);
        Assert.IsType<MessageOriginUser>(forward.ForwardOrigin);
        Assert.True(chat.IsForum);
        Assert.True(Assert.IsType<ChatMemberAdministrator>(member).CanManageTopics);
        Assert.Equal("Studio", name.Name);
        Assert.Equal((400, "Bad Request: not enough rights to restrict/unrestrict chat member"), (refusal.ErrorCode, refusal.Message));
    }

    // Why this client reads none of our updates: docs/decisions/0125.
    [Fact]
    public void It_reads_no_update_with_a_kind_that_it_does_not_know_and_our_reader_does()
    {
        const string Raw = """
            {"update_id":1,"message":{"message_id":2,"date":1790000000,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"A"},"text":"hello",
             "forward_origin":{"type":"a_kind_of_tomorrow","date":1790000000}}}
            """;

        Assert.ThrowsAny<Exception>(() => System.Text.Json.JsonSerializer.Deserialize<Update>(Raw, JsonBotAPI.Options));
        Assert.Equal("hello", Messaging.Telegram.Updates.UpdateReader.Read(Raw).Message!.Text);
    }

    private static TelegramBotClient Client(RunningEmulator emulator) =>
        new(new TelegramBotClientOptions(EmulatorOptions.DemoToken, emulator.Url), cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<Update> NextAsync(TelegramBotClient bot, int? offset)
    {
        Update[] updates = [];
        await Eventually.TrueAsync("an update", async () => (updates = await bot.GetUpdates(offset, limit: 1, timeout: 1, cancellationToken: TestContext.Current.CancellationToken)).Length == 1);
        return updates[0];
    }
}
