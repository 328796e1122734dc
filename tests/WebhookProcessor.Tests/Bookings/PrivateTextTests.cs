using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>In a private chat a text replies to nothing: which question it answers.</summary>
public sealed class PrivateTextTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);
    private static readonly (string, string?)[] Private = [("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", "7")];

    [Theory]
    [InlineData(60, "PH-1")]
    [InlineData(119, "PH-2")] // Two clocks differ a little, and Telegram's has whole seconds.
    [InlineData(130, "PH-2")]
    public async Task A_text_that_is_read_late_answers_no_question_that_was_asked_after_it(int written, string answered)
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = await ProcessorApp.StartAtAsync(clock, Private);
        await AskedAsync(app, "PH-1");
        clock.Advance(TimeSpan.FromMinutes(2));
        await AskedAsync(app, "PH-2");
        clock.Advance(TimeSpan.FromMinutes(1));

        await app.BringAsync(Telegram.Text("Вход со двора", chat: "7", date: Start.AddSeconds(written)));

        var decided = await app.PublishesAsync<BookingConfirmed>(_ => true, "the decision");
        Assert.Equal((answered, "Вход со двора"), (decided.BookingId, decided.AdditionalInfo));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Новая заявка `PH-1`")] // The card was there before the question.
    public async Task A_text_from_before_the_only_question_answers_nothing(string? replyTo)
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = await ProcessorApp.StartAtAsync(clock, Private);
        await AskedAsync(app, "PH-1");

        await app.BringAsync(Telegram.Text("Доброе утро", chat: "7", replyTo: replyTo, date: Start.AddMinutes(-1)));
        await app.BringAsync(Telegram.Text("Вход со двора", chat: "7", date: Start.AddMinutes(1)));

        Assert.Equal("Вход со двора", (await app.PublishesAsync<BookingConfirmed>(_ => true, "the decision")).AdditionalInfo);
    }

    [Fact]
    public async Task Texts_are_taken_in_their_order_also_where_the_first_one_waits_and_a_command_passes_them()
    {
        var sessions = new HeldSessions(new InMemorySessions(TimeProvider.System));
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddSingleton<ISessions>(sessions), Private);
        await AskedAsync(app, "PH-1");
        await AskedAsync(app, "PH-2");
        sessions.Hold();

        await app.BringAsync(Telegram.Text("Вторая", chat: "7"));
        await sessions.Asked;
        await app.BringAsync(Telegram.Text("Первая", chat: "7"));
        await app.BringAsync(Telegram.Text("/help", chat: "7"));
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "the command");
        sessions.Release();

        Assert.Equal("Вторая", (await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed.BookingId == "PH-2", "the newer one")).AdditionalInfo);
        Assert.Equal("Первая", (await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed.BookingId == "PH-1", "the older one")).AdditionalInfo);
    }

    [Fact]
    public async Task The_question_that_was_taken_back_answers_no_text_any_more_and_the_one_before_it_does()
    {
        await using var app = await ProcessorApp.StartAsync(settings: Private);
        await AskedAsync(app, "PH-1");
        var prompt = await AskedAsync(app, "PH-2");
        await app.AskAsync(Telegram.Press(Telegram.Button(prompt.ReplyMarkup, 0), chat: "7", message: 56));
        var sessions = app.Services.GetRequiredService<ISessions>();
        await Eventually.TrueAsync("the question to be over", async () => (await sessions.GetAsync("7", 7)).Awaited?.BookingId == "PH-1");

        await app.BringAsync(Telegram.Text("Вход со двора", chat: "7"));

        var decided = await app.PublishesAsync<BookingConfirmed>(_ => true, "the decision");
        Assert.Equal(("PH-1", "Вход со двора"), (decided.BookingId, decided.AdditionalInfo));
    }

    [Fact]
    public void An_order_to_ask_that_comes_again_asks_nothing_anew_after_it_was_taken_back()
    {
        var first = Question("PH-1", minute: 0);
        var second = Question("PH-2", minute: 1);
        var session = new Session().Asking(first).Asking(second).TakingBack(second.Booking, second.AskedAt.AddSeconds(10));

        Assert.Equal(first, session.Asking(second).AskedBefore(Start.AddMinutes(2)));
        Assert.Equal("p2", session.Asking(second with { Press = "p2", Until = second.Until.AddMinutes(1) }).AskedBefore(Start.AddMinutes(3))?.Press);
    }

    [Fact]
    public async Task A_text_answers_no_question_whose_time_was_over_before_the_last_answer()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = await ProcessorApp.StartAtAsync(clock, Private);
        await AskedAsync(app, "PH-1"); // Decided otherwise, or never.
        clock.Advance(TimeSpan.FromMinutes(20));
        await AskedAsync(app, "PH-2");
        await app.BringAsync(Telegram.Text("Вход со двора", chat: "7"));
        await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed.BookingId == "PH-2", "the decision");

        await app.BringAsync(Telegram.Text("Спасибо", chat: "7"));
        await AskedAsync(app, "PH-4");
        await app.BringAsync(Telegram.Text("У ворот", chat: "7"));
        await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed.BookingId == "PH-4", "what came after it");
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m.Template == "note_too_late");
        // Who replies to it still hears that it comes too late.
        await app.BringAsync(Telegram.Text("Уже не нужно", chat: "7", replyTo: "Новая заявка `PH-1`"));

        await app.PublishesAsync<SendMessage>(m => m.Template == "note_too_late", "the answer to the reply");
    }

    [Fact]
    public void The_last_twenty_updates_that_were_taken_are_known()
    {
        var session = new Session();
        for (var update = 1; update <= 21; update++)
        {
            var asked = Question($"PH-{update}", update);
            session = session.Asking(asked).Answered(new AskedInGroup(asked, 7), update, asked.AskedAt);
        }

        Assert.Equal(Enumerable.Range(2, 20), Enumerable.Range(1, 21).Where(update => session.HasTaken(update)));
    }

    [Fact]
    public void Nobody_pushes_out_what_others_are_asked_in_a_group()
    {
        var session = new Session().AskingInGroup(new AskedInGroup(Question("of-8", 0), 8)).AskingInGroup(new AskedInGroup(Question("open-of-8", 9), 8));
        for (var asked = 1; asked <= 30; asked++)
        {
            session = session.AskingInGroup(new AskedInGroup(Question($"of-7-{asked}", 10), 7));
        }

        Assert.Equal(20, session.AskedInGroup.Count);
        Assert.Equal(["open-of-8"], session.AskedInGroup.Where(one => one.UserId == 8).Select(one => one.Reason.BookingId)); // The other one was over.
        Assert.Equal("of-7-30", session.AskedInGroup[^1].Reason.BookingId);
    }

    private static AwaitedReason Question(string booking, int minute) => new(NewId.NextGuid(), booking, 0, Start.AddMinutes(minute) + AwaitedReason.Timeout, "p1", IsNote: true);

    private static async Task<SendMessage> AskedAsync(ProcessorApp app, string booking)
    {
        var question = await app.BookAsync(Created(booking));
        await app.AskAsync(Telegram.Press(Telegram.Button(question.ReplyMarkup, 2), chat: "7"));
        return await app.PublishesAsync<SendMessage>(m => m.Template == "note_prompt" && m.Values!["booking_id"].GetString() == booking, "the question for the note");
    }

    // Holds the first question for a session, as Redis does while it is unavailable.
    private sealed class HeldSessions(ISessions inner) : ISessions
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _held;

        public Task Asked => _asked.Task;

        public void Hold() => _held = 1;

        public void Release() => _released.SetResult();

        public async Task<Session> GetAsync(string chatId, long userId)
        {
            if (chatId == "7" && Interlocked.Exchange(ref _held, 0) == 1)
            {
                _asked.SetResult();
                await _released.Task;
            }

            return await inner.GetAsync(chatId, userId);
        }

        public Task<Session> ChangeAsync(string chatId, long userId, Func<Session, Session> change) => inner.ChangeAsync(chatId, userId, change);

        public Task ForgetAsync(string chatId, long userId) => inner.ForgetAsync(chatId, userId);
    }
}
