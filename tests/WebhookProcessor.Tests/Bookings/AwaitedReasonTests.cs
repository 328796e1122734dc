using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Which of several questions for a reason, or for a note, a text answers.</summary>
public sealed class AwaitedReasonTests
{
    private const string Reasons = """{"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}""";
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7")]
    [InlineData(ProcessorApp.StaffChat)]
    public async Task An_order_to_ask_that_comes_again_leaves_the_question_that_was_asked_last_the_newest(string chat)
    {
        await using var app = await ProcessorApp.StartAsync();
        var until = TimeProvider.System.GetUtcNow().AddMinutes(5);
        foreach (var (press, seconds) in new[] { ("p0", 0), ("p1", 9), ("p0", 0) })
        {
            var before = Prompts();
            await app.Bus.Publish(Asked("PH-1", until.AddSeconds(seconds), press, chat), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync("the question to be ordered", () => Prompts() > before);
        }

        var sessions = app.Services.GetRequiredService<ISessions>();
        var session = await sessions.GetAsync(chat, 7);

        Assert.Equal(("p1", "p0"), (session.Awaited!.Press, Assert.Single(session.Earlier).Press));
        Assert.Equal(chat == "7" ? [] : ["p0", "p1"], (await sessions.GetAsync(chat, User.AnonymousAdministrator)).AskedInGroup.Select(asked => asked.Reason.Press));

        int Prompts() => app.Published<SendMessage>().Count(m => m.Template == "reason_prompt");
    }

    [Theory]
    [InlineData(0, null, "confirmed")]
    [InlineData(60, null, "rejected")]
    [InlineData(60, "note_prompt", "confirmed")] // The question came late, and says what it asks for.
    [InlineData(0, "reason_prompt", "rejected")]
    public async Task Who_is_asked_for_a_note_and_for_a_reason_decides_by_the_question_that_the_reply_is_to(int shown, string? prompt, string state)
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = await ProcessorApp.StartAtAsync(clock, ("REJECT_REASONS", Reasons));
        var question = await app.BookAsync(Created("PH-1"));
        await NoteTests.AskedAsync(app, question);
        clock.Advance(TimeSpan.FromMinutes(1));
        await OtherAsync(app, question, asked: 1);
        if (prompt is null) // As a release stored them that did not say what a question reads as.
        {
            await app.Services.GetRequiredService<ISessions>().ChangeAsync(ProcessorApp.StaffChat, 7, session => session with
            {
                Awaited = session.Awaited! with { Prompt = null },
                Earlier = [.. session.Earlier.Select(one => one with { Prompt = null })],
            });
        }

        await app.BringAsync(prompt is null
            ? Telegram.Text("Студия на ремонте", replyTo: "Заявка `PH-1`: напишите следующим сообщением.", repliedDate: Start.AddSeconds(shown))
            : Telegram.Text("Студия на ремонте", replyTo: Read(app, prompt), repliedDate: Start.AddSeconds(shown)));

        await Eventually.TrueAsync("the decision", async () => (await app.StateAsync("PH-1"))!.State != "awaiting_decision");
        var decided = (await app.StateAsync("PH-1"))!;
        Assert.Equal((state, "Студия на ремонте"), (decided.State, decided.State == "confirmed" ? decided.AdditionalInfo : decided.Reason));
    }

    [Fact]
    public async Task A_reply_to_a_question_that_was_taken_back_answers_none_of_those_after_it()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = await ProcessorApp.StartAtAsync(clock, ("REJECT_REASONS", Reasons));
        var question = await app.BookAsync(Created("PH-1"));
        var menu = await OtherAsync(app, question, asked: 1);
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 3)));
        clock.Advance(TimeSpan.FromMinutes(1));
        await NoteTests.AskedAsync(app, question);
        clock.Advance(TimeSpan.FromMinutes(1));
        await OtherAsync(app, question, asked: 2);

        await app.BringAsync(Telegram.Reason("Занят зал", repliedDate: Start));
        await app.BringAsync(Telegram.Reason("Студия на ремонте", repliedDate: Start.AddMinutes(2)));

        await Eventually.TrueAsync("the decision", async () => (await app.StateAsync("PH-1"))!.State != "awaiting_decision");
        var decided = (await app.StateAsync("PH-1"))!;
        Assert.Equal(("rejected", "Студия на ремонте"), (decided.State, decided.Reason));
    }

    [Fact]
    public async Task In_a_private_chat_each_text_answers_the_newest_question_that_is_left()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", "7")]);
        foreach (var booking in new[] { "PH-1", "PH-2" })
        {
            var question = await app.BookAsync(Created(booking));
            await app.AskAsync(Telegram.Press(Telegram.Button(question.ReplyMarkup, 2), chat: "7"));
            await app.PublishesAsync<SendMessage>(m => m.Template == "note_prompt" && m.Values!["booking_id"].GetString() == booking, "the question for the note");
        }

        await app.BringAsync(Telegram.Text("Вторая", chat: "7"));
        await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed is { BookingId: "PH-2", AdditionalInfo: "Вторая" }, "the newer one");
        var sessions = app.Services.GetRequiredService<ISessions>();
        await Eventually.TrueAsync("the question of the newer one to be over", async () => (await sessions.GetAsync("7", 7)) is { Awaited.BookingId: "PH-1", Earlier.Count: 0 });

        // A process was ended before it noted that it had read the text: it answers nothing more.
        await sessions.ChangeAsync("7", 7, session => session with { Taken = 4711 });
        await app.BringAsync(Telegram.Text("Вторая", chat: "7", updateId: 4711));
        await app.BringAsync(Telegram.Text("/help", chat: "7"));
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "what was written next");
        await app.BringAsync(Telegram.Text("Первая", chat: "7"));

        Assert.Equal("Первая", (await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed.BookingId == "PH-1", "the older one")).AdditionalInfo);
    }

    [Fact]
    public async Task A_text_of_ones_own_may_show_something_else_than_the_booking_as_code()
    {
        var folder = Directory.CreateTempSubdirectory("prompts");
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory("ru").FullName, "reason_prompt.sbn-html"), "{{ user_name | mention user_id }}, причина отказа: {{ booking_id }}? Осталось <code>5 минут</code>.");
        await using var app = await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", Reasons), ("TEMPLATES_PATH", folder.FullName)]);
        await ReasonTests.AskedForAReasonAsync(app, "PX-1");

        // The id of a booking whose question stands no more.
        await app.BringAsync(Telegram.Text("Чужая", replyTo: "Анна, причина отказа: `PX-1-2`."));
        await app.BringAsync(Telegram.Text("Студия на ремонте", replyTo: "Анна, причина отказа: PX-1? Осталось `5 минут`."));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
        folder.Delete(recursive: true);
    }

    private static async Task<EditMessage> OtherAsync(ProcessorApp app, SendMessage question, int asked)
    {
        await app.AskAsync(Telegram.Press(Telegram.Reject(question)));
        var menu = await app.PublishesAsync<EditMessage>(e => Telegram.Labels(e.ReplyMarkup).Contains("Занято"), "the reasons");
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 2)));
        await Eventually.TrueAsync("the question for the reason", () => app.Published<SendMessage>().Where(m => m.Template == "reason_prompt").DistinctBy(m => m.MessageId).Count() == asked);
        return menu;
    }

    // As Telegram shows it, with ` around what is code.
    private static string Read(ProcessorApp app, string prompt)
    {
        var sent = app.Published<SendMessage>().First(m => m.Template == prompt);
        var html = app.Services.GetRequiredService<TemplateLibrary>().Render(sent.Template!, sent.Language!, sent.Values!).Text;
        return TelegramMarkup.Visible(html.Replace("<code>", "`", StringComparison.Ordinal).Replace("</code>", "`", StringComparison.Ordinal)).Trim();
    }

    private static ReasonAwaited Asked(string booking, DateTimeOffset until, string press, string chat) => new()
    {
        Booking = BookingCorrelation.Of(booking),
        BookingId = booking,
        ChatId = chat,
        UserId = 7,
        UserName = "Анна",
        Language = "ru",
        KeyboardVersion = 0,
        Until = until,
        Press = press,
    };
}
