using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Reasons that somebody types: whose text counts, where, and how long.</summary>
public class TypedReasonTests
{
    protected virtual bool Polls => false;

    private const string Reasons = """{"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}""";

    [Fact]
    public async Task Another_reason_is_that_persons_reply_to_the_question_in_that_chat()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");

        var answer = await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 2), user: 7));
        var prompt = await app.PublishesAsync<SendMessage>(m => m.Template == "reason_prompt", "the question for the reason");
        Assert.InRange(prompt.CreatedAt, question.CreatedAt, TimeProvider.System.GetUtcNow()); // When it is asked, not until when.
        await app.BringAsync(Telegram.Reason("не моя", user: 8));
        await app.BringAsync(Telegram.Reason("не здесь", user: 7, chat: "-1002"));
        await app.BringAsync(Telegram.Text("идём обедать?", user: 7));
        await app.BringAsync(Telegram.Reason("о другой", user: 7, booking: "PH-2"));
        await app.BringAsync(Telegram.Reason("   ", user: 7));
        await app.BringAsync(Telegram.Reason("\u2800\u200B", user: 7));
        await app.BringAsync(Telegram.Reason("  Студия на ремонте  ", user: 7));

        Assert.Equal("✍️ Напишите причину следующим сообщением", answer.Text);
        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
        await app.BringAsync(Telegram.Text("ещё слова", user: 7));
        await app.BringAsync(Telegram.Text("/help", user: 7));
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "the answer to what was written next");
        Assert.Single(app.Published<BookingRejected>());
    }

    [Theory]
    [InlineData(300, "rejected")]
    [InlineData(301, "awaiting_decision")]
    public async Task The_text_counts_for_five_minutes_and_a_later_one_is_told_so(int seconds, string state)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero));
        await using var app = (await ProcessorApp.StartAtAsync(clock, ("REJECT_REASONS", Reasons))).Updated(Polls);
        await ReasonTests.AskedForAReasonAsync(app);
        Assert.Equal(clock.GetUtcNow().AddMinutes(5), app.Published<SendMessage>().First(m => m.Template == "reason_prompt").ExpiresAt); // It is not asked when no answer counts any more.
        clock.Advance(TimeSpan.FromSeconds(seconds));
        await app.BringAsync(Telegram.Reason("Студия на ремонте", user: 7));

        if (state == "rejected")
        {
            await app.PublishesAsync<BookingRejected>(r => r.Reason == "Студия на ремонте", "the rejection");
        }
        else
        {
            await app.PublishesAsync<SendMessage>(m => m.Template == "reason_too_late", "the word that it came too late");
        }
        Assert.Equal(state, (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task Only_the_person_who_asked_to_type_a_reason_is_asked_for_an_answer()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");

        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 2), user: 7, name: "<Анна>"));

        var prompt = await app.PublishesAsync<SendMessage>(m => m.Template == "reason_prompt", "the question for the reason");
        Assert.True(prompt.ReplyMarkup!.Value.GetProperty("force_reply").GetBoolean());
        Assert.True(prompt.ReplyMarkup.Value.GetProperty("selective").GetBoolean());
        // Of a selective question Telegram asks those whom the text mentions.
        Assert.StartsWith("✍️ <a href=\"tg://user?id=7\">&lt;Анна&gt;</a>,", app.Services.GetRequiredService<TemplateLibrary>().Render(prompt.Template!, prompt.Language!, prompt.Values!).Text);
    }

    [Fact]
    public async Task In_a_private_chat_the_next_text_counts_and_a_button_calls_it_off()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", Reasons), ("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", "7")])).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7, chat: "7"));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 2), user: 7, chat: "7"));
        var prompt = await app.PublishesAsync<SendMessage>(m => m.Template == "reason_prompt", "the question for the reason");
        await app.AskAsync(Telegram.Press(Telegram.Button(prompt.ReplyMarkup, 0), user: 7, chat: "7", message: 56));
        await app.BringAsync(Telegram.Text("идём обедать?", user: 7, chat: "7"));
        await Eventually.TrueAsync("the text to be passed over", async () => (await app.Services.GetRequiredService<ISessions>().GetAsync("7", 7)).Awaited is null);

        // The question is asked once more, and the next text is the reason.
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 2), user: 7, chat: "7"));
        await Eventually.TrueAsync("the second question", () => app.Published<SendMessage>().Where(m => m.Template == "reason_prompt").DistinctBy(m => m.MessageId).Count() == 2);
        await app.BringAsync(Telegram.Text("Студия на ремонте", user: 7, chat: "7"));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
    }

    [Fact]
    public async Task The_caption_of_a_photo_is_a_reason_and_a_sticker_goes_on_waiting()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        await ReasonTests.AskedForAReasonAsync(app);

        await app.BringAsync(Telegram.Reason("", user: 7).Replace("\"text\":\"\"", "\"sticker\":{}", StringComparison.Ordinal));
        await app.BringAsync(Telegram.Reason("Studio", user: 7).Replace("\"text\":\"Studio\"", "\"photo\":[],\"caption\":\"Студия на ремонте\"", StringComparison.Ordinal));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
    }

    [Theory]
    [InlineData("sticker", "ru", "✍️ Причину по заявке <code>PH-1</code> я принимаю только текстом: напишите её, пожалуйста.")]
    [InlineData("voice", "en", "✍️ I can only take the reason for booking <code>PH-1</code> as text: please write it.")]
    public async Task What_has_no_text_is_told_so_once_and_the_question_stands(string kind, string language, string expected)
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        await ReasonTests.AskedForAReasonAsync(app);

        for (var photo = 0; photo < 3; photo++)
        {
            await app.BringAsync(Telegram.Reason("", user: 7, language: language).Replace("\"text\":\"\"", $"\"{kind}\":{{}}", StringComparison.Ordinal));
        }
        await app.BringAsync(Telegram.Reason("Студия на ремонте", user: 7));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
        var answer = Assert.Single(app.Published<SendMessage>().Where(m => m.Template == "reason_not_text").DistinctBy(m => m.MessageId));
        Assert.Equal(expected, Text(app, answer));
    }

    [Fact]
    public async Task In_a_private_chat_a_photo_without_words_is_told_so()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", Reasons), ("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", "7")])).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 7, chat: "7"));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 2), user: 7, chat: "7"));
        await app.PublishesAsync<SendMessage>(m => m.Template == "reason_prompt", "the question for the reason");

        await app.BringAsync(Telegram.Text("", user: 7, chat: "7").Replace("\"text\":\"\"", "\"photo\":[]", StringComparison.Ordinal));

        await app.PublishesAsync<SendMessage>(m => m.Template == "reason_not_text" && m.ChatId == "7", "the word that only a text counts");
    }

    [Theory]
    [InlineData("", "", true)] // Nobody is listed: every member of the staff chat decides, and so does anybody who writes as the chat.
    [InlineData("7:decider", "", false)]
    [InlineData("7:decider", "viewer", false)]
    [InlineData("7:decider", "decider", true)]
    public async Task A_reason_written_as_the_group_counts_where_the_setting_says_so_and_else_is_told_to_come_from_a_person(string roles, string anonymous, bool counts)
    {
        await using var app = (await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", Reasons), ("STAFF_ROLES", roles), ("STAFF_ANONYMOUS_ROLE", anonymous)])).Updated(Polls);
        await ReasonTests.AskedForAReasonAsync(app);

        await app.BringAsync(Telegram.AsGroup(Telegram.Text("идём обедать?")));
        await app.BringAsync(Telegram.AsGroup(Telegram.Reason("о другой", booking: "PH-2")));
        await app.BringAsync(Telegram.AsGroup(Telegram.Reason("Студия на ремонте")));

        if (counts)
        {
            var rejected = await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected");
            Assert.Equal(("Студия на ремонте", "Студия Фокус"), (rejected.Reason, rejected.DecidedBy));
        }
        else
        {
            var answer = await app.PublishesAsync<SendMessage>(m => m.Template == "reason_anonymous", "the word to write as a person");
            Assert.Equal("🕶 Вы пишете от имени группы, и я не знаю, кто отклоняет заявку <code>PH-1</code>: ответьте, пожалуйста, от своего имени (выключите «Анонимность»).", Text(app, answer));
            // The question stands: the same person may answer it as a person.
            await app.BringAsync(Telegram.Reason("От себя", user: 7));
            Assert.Equal("От себя", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
        }
    }

    [Fact]
    public async Task Of_two_who_are_asked_in_a_group_each_question_takes_its_own_answer_of_the_group()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        await ReasonTests.AskedForAReasonAsync(app, "PH-1", user: 7);
        await ReasonTests.AskedForAReasonAsync(app, "PH-2", user: 8);

        await app.BringAsync(Telegram.AsGroup(Telegram.Reason("Первая", booking: "PH-1")));

        Assert.Equal(("PH-1", "Первая"), ((await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).BookingId, (await app.StateAsync("PH-1"))!.Reason));
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-2"))!.State);
    }

    [Theory]
    [InlineData(ProcessorApp.StaffChat, true)]
    [InlineData(ProcessorApp.StaffChat, false)] // A text of one's own may show the id in another way.
    [InlineData("7", true)]
    public async Task Of_two_questions_to_one_person_each_takes_the_reason_that_replies_to_it(string chat, bool isCode)
    {
        var folder = Directory.CreateTempSubdirectory("prompts");
        if (!isCode)
        {
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("ru").FullName, "reason_prompt.sbn-html"), "{{ user_name | mention user_id }}, причина отказа: {{ booking_id }}?");
        }

        await using var app = (await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", Reasons), ("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", chat), ("TEMPLATES_PATH", folder.FullName)])).Updated(Polls);
        foreach (var booking in new[] { "PX-10", "PX-1" }) // The second is a part of the first, and asked last.
        {
            await ReasonTests.AskedForAReasonAsync(app, booking, chat: chat);
        }

        await app.BringAsync(Answer("PX-10", "Первая"));
        Assert.Equal(("PX-10", "Первая"), ((await app.PublishesAsync<BookingRejected>(_ => true, "the first rejection")).BookingId, (await app.StateAsync("PX-10"))!.Reason));
        Assert.Equal("awaiting_decision", (await app.StateAsync("PX-1"))!.State);
        await app.BringAsync(Answer("PX-1", "Вторая"));

        Assert.Equal("Вторая", (await app.PublishesAsync<BookingRejected>(rejected => rejected.BookingId == "PX-1", "the second rejection")).Reason);
        folder.Delete(recursive: true);

        string Answer(string booking, string reason) => isCode ? Telegram.Reason(reason, booking: booking, chat: chat) : Telegram.Text(reason, chat: chat, replyTo: $"Анна, причина отказа: {booking}?");
    }

    private static string Text(ProcessorApp app, SendMessage message) =>
        app.Services.GetRequiredService<TemplateLibrary>().Render(message.Template!, message.Language!, message.Values!).Text.Trim();
}
