using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Customers;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>A confirmation with a note for the customer, which somebody types after "with a note".</summary>
public sealed class NoteTests
{
    private const string Reasons = """{"ru":["Занято"]}""";
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_is_typed_confirms_and_the_customer_the_platform_and_the_card_have_it()
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(Created("PH-1") with { ClientChatId = "99" });

        var (answer, prompt) = await AskedAsync(app, question);
        await app.BringAsync(Telegram.Note("не моя", user: 8));
        await app.BringAsync(Telegram.Note("  Вход со двора\nКод 12  ", user: 7));

        Assert.Equal("✍️ Напишите записку для клиента следующим сообщением", answer.Text);
        Assert.Equal("✍️ <a href=\"tg://user?id=7\">Анна</a>, напишите следующим сообщением, что передать клиенту с подтверждением заявки <code>PH-1</code>. Жду 5 минут.", Text(app, prompt));
        var confirmed = await app.PublishesAsync<BookingConfirmed>(_ => true, "BookingConfirmed");
        Assert.Equal(("Вход со двора\nКод 12", "Анна"), (confirmed.AdditionalInfo, confirmed.DecidedBy));
        Assert.Contains("ℹ️ Вход со двора\nКод 12", Text(app, await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_confirmed" }, "the customer's news")));
        var card = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_confirmation", "the card");
        Assert.Equal("Вход со двора\nКод 12", card.Values!["additional_info"].GetString());
        var state = (await app.StateAsync("PH-1"))!;
        Assert.Equal(("confirmed", null, "Вход со двора\nКод 12", "Вход со двора\nКод 12"), (state.State, state.Reason, state.AdditionalInfo, state.Audit![^1].AdditionalInfo));
        Assert.Empty(app.Published<BookingRejected>());
    }

    [Fact]
    public async Task In_a_private_chat_the_next_text_is_the_note_and_a_button_calls_it_off()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", "7")]);
        var question = await app.BookAsync(Created("PH-1"));
        var (_, prompt) = await AskedAsync(app, question, chat: "7");

        await app.AskAsync(Telegram.Press(Telegram.Button(prompt.ReplyMarkup, 0), user: 7, chat: "7", message: 56));
        await app.BringAsync(Telegram.Text("идём обедать?", user: 7, chat: "7"));
        await Eventually.TrueAsync("the text to be passed over", async () => (await app.Services.GetRequiredService<ISessions>().GetAsync("7", 7)).Awaited is null);
        await app.AskAsync(Telegram.Press(Telegram.Button(question.ReplyMarkup, 2), user: 7, chat: "7"));
        await Eventually.TrueAsync("the second question", () => app.Published<SendMessage>().Where(m => m.Template == "note_prompt").DistinctBy(m => m.MessageId).Count() == 2);
        await app.BringAsync(Telegram.Text("Вход со двора", user: 7, chat: "7"));

        Assert.Equal("Вход со двора", (await app.PublishesAsync<BookingConfirmed>(_ => true, "BookingConfirmed")).AdditionalInfo);
    }

    [Fact]
    public async Task What_does_not_count_is_told_so_in_words_of_a_note()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = await ProcessorApp.StartAtAsync(clock, ("STAFF_ROLES", "7:decider"));
        var question = await app.BookAsync(Created("PH-1"));
        await AskedAsync(app, question);

        await app.BringAsync(Telegram.Note("", user: 7).Replace("\"text\":\"\"", "\"sticker\":{}", StringComparison.Ordinal));
        await app.PublishesAsync<SendMessage>(m => m.Template == "note_not_text", "that only a text counts");
        await app.BringAsync(Telegram.AsGroup(Telegram.Note("Вход со двора")));
        await app.PublishesAsync<SendMessage>(m => m.Template == "note_anonymous", "the word to write as a person");
        clock.Advance(TimeSpan.FromSeconds(301));
        await app.BringAsync(Telegram.Note("Вход со двора", user: 7));

        await app.PublishesAsync<SendMessage>(m => m.Template == "note_too_late", "that it came too late");
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task What_was_written_in_time_counts_however_late_it_is_read(int written, bool counts)
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = await ProcessorApp.StartAtAsync(clock);
        var question = await app.BookAsync(Created("PH-1"));
        await AskedAsync(app, question);

        clock.Advance(TimeSpan.FromHours(1)); // No process ran meanwhile.
        await app.AskAsync(Telegram.Press(Telegram.Button(question.ReplyMarkup, 2), user: 8)); // Presses have a queue of their own.
        await app.BringAsync(Telegram.Note("Вход со двора", user: 7, date: Start.AddSeconds(written)));

        await Eventually.TrueAsync("the answer", () => counts ? app.Published<BookingConfirmed>().Any() : app.Published<SendMessage>().Any(m => m.Template == "note_too_late"));
    }

    [Fact]
    public async Task Who_opens_the_link_after_the_confirmation_reads_its_note_in_the_topic_where_it_was_opened()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>());
        await app.BookAsync(Created("PH-1"));
        await app.Bus.CreateRequestClient<ConfirmBooking>(RequestTimeout.After(s: 20)).GetResponse<BookingState>(new ConfirmBooking { BookingId = "PH-1", By = "Ольга", AdditionalInfo = "Код двери 12" });
        var token = await CustomerTests.LinkAsync(app, "PH-1");

        await app.BringAsync(Telegram.InTopic(Telegram.Text($"/start {token}", user: 99, chat: "99"), 7));
        var state = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_state" }, "the state");
        await app.BringAsync(Telegram.InTopic(Telegram.Text($"/start {token}", user: 98, chat: "98"), 8));
        var refused = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "98", Template: "customer_link_invalid" }, "the refusal");

        Assert.Equal((7, 8), (state.ThreadId, refused.ThreadId));
        Assert.Contains("ℹ️ Код двери 12", Text(app, state));
    }

    [Fact]
    public async Task A_note_has_up_to_a_thousand_signs_as_over_http_and_a_longer_one_is_told_so()
    {
        await using var app = await ProcessorApp.StartAsync();
        await AskedAsync(app, await app.BookAsync(Created("PH-1")));

        await app.BringAsync(Telegram.Note(new string('x', 1001), user: 7));
        var answer = await app.PublishesAsync<SendMessage>(m => m.Template == "note_too_long", "the word that it is too long");
        await app.BringAsync(Telegram.Note(new string('y', 1000), user: 7));

        Assert.Equal("✂️ Записка к заявке <code>PH-1</code> слишком длинная: я принимаю до 1000 знаков. Напишите короче, пожалуйста.", Text(app, answer));
        Assert.Equal(new string('y', 1000), (await app.PublishesAsync<BookingConfirmed>(_ => true, "BookingConfirmed")).AdditionalInfo);
    }

    [Fact]
    public async Task A_note_that_a_release_without_notes_passed_on_confirms_nevertheless()
    {
        await using var harness = await StartAsync(reasons: RejectReasons.Parse(Reasons));
        await harness.HappensAsync(Created("PH-1"));
        var press = Press("PH-1", ButtonAction.ConfirmNoted);
        await harness.HappensAsync(press);

        await harness.HappensAsync(new ReasonGiven
        {
            CorrelationId = BookingCorrelation.Of("PH-1"), KeyboardVersion = 0, Reason = "Вход со двора", Press = press.CallbackQueryId, UpdateId = 1, ChatId = StaffChatId, UserId = 1, UserName = "Анна", Language = "ru",
        });

        Assert.Equal(("Confirmed", "Вход со двора"), (harness.Booking("PH-1").CurrentState, harness.Booking("PH-1").Decision!.AdditionalInfo));
    }

    internal static async Task<(UpdateAnswered Answer, SendMessage Prompt)> AskedAsync(ProcessorApp app, SendMessage question, string chat = ProcessorApp.StaffChat)
    {
        Assert.Equal("✍️ С запиской", Telegram.Labels(question.ReplyMarkup).ElementAt(2));
        var answer = await app.AskAsync(Telegram.Press(Telegram.Button(question.ReplyMarkup, 2), user: 7, chat: chat));
        return (answer, await app.PublishesAsync<SendMessage>(m => m.Template == "note_prompt", "the question for the note"));
    }

    private static string Text(ProcessorApp app, SendMessage message) =>
        app.Services.GetRequiredService<TemplateLibrary>().Render(message.Template!, message.Language!, message.Values!).Text.Trim();
}
