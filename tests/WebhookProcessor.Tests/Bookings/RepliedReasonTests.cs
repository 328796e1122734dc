using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Which replies in a group are the text that is awaited, and how long it may be.</summary>
public sealed class RepliedReasonTests
{
    private const string Reasons = """{"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}""";

    [Fact]
    public async Task In_a_group_a_reply_to_another_message_about_the_booking_is_no_reason()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons));
        await ReasonTests.AskedForAReasonAsync(app);

        await app.BringAsync(Telegram.Text("Маша, посмотри", replyTo: "📋 Заявка `PH-1` ждёт решения"));
        await app.BringAsync(Telegram.AsGroup(Telegram.Text("Маша, посмотри", replyTo: "📋 Заявка `PH-1` ждёт решения")));
        await app.BringAsync(Telegram.Text("Маша, посмотри", replyTo: "✍️ Записку к заявке `PH-1` я принимаю только текстом: напишите её, пожалуйста.")); // Of a note, which nobody asked for.
        await app.BringAsync(Telegram.Reason("Студия на ремонте"));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
    }

    [Fact]
    public async Task In_a_private_chat_it_is_the_reason_of_that_booking_as_whatever_comes_next_there()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", Reasons), ("STAFF_ROLES", "7:manager"), ("TELEGRAM_CHAT_ID", "7")]);
        await ReasonTests.AskedForAReasonAsync(app, "PH-1", chat: "7");
        await ReasonTests.AskedForAReasonAsync(app, "PH-2", chat: "7");

        await app.BringAsync(Telegram.Text("Студия на ремонте", chat: "7", replyTo: "📋 Заявка `PH-1` ждёт решения"));

        var rejected = await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected");
        Assert.Equal(("PH-1", "Студия на ремонте"), (rejected.BookingId, rejected.Reason));
    }

    [Theory]
    [InlineData("✍️ Причину по заявке `PH-1` я принимаю только текстом: напишите её, пожалуйста.")]
    [InlineData("✍️ I can only take the reason for booking `PH-1` as text: please write it.")]
    [InlineData("✂️ Причина по заявке `PH-1` слишком длинная: я принимаю до 500 знаков. Напишите короче, пожалуйста.")]
    [InlineData("🕶 Sie schreiben als Gruppe, darum weiß ich nicht, wer die Anfrage `PH-1` ablehnt: Bitte antworten Sie als Sie selbst (schalten Sie „Anonym bleiben“ aus).")]
    public async Task A_reply_to_the_word_that_a_text_did_not_count_is_the_reason(string word)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons));
        await ReasonTests.AskedForAReasonAsync(app);

        await app.BringAsync(Telegram.Text("Студия на ремонте", replyTo: word));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
    }

    [Fact]
    public async Task A_reason_has_up_to_five_hundred_signs_and_each_longer_one_is_told_so()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons));
        await ReasonTests.AskedForAReasonAsync(app);

        await app.BringAsync(Telegram.Reason(new string('x', 501)));
        await app.BringAsync(Telegram.Reason(new string('x', 501)));
        await Eventually.TrueAsync("an answer to each", () => Answers().Count() == 2);
        await app.BringAsync(Telegram.Reason(new string('y', 500)));

        Assert.Equal("✂️ Причина по заявке <code>PH-1</code> слишком длинная: я принимаю до 500 знаков. Напишите короче, пожалуйста.", Text(app, Answers().First()));
        Assert.Equal(new string('y', 500), (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);

        IEnumerable<SendMessage> Answers() => app.Published<SendMessage>().Where(m => m.Template == "reason_too_long").DistinctBy(m => m.MessageId);
    }

    [Fact]
    public async Task A_reason_that_is_too_long_and_too_late_is_told_that_it_is_late()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero));
        await using var app = await ProcessorApp.StartAtAsync(clock, ("REJECT_REASONS", Reasons));
        await ReasonTests.AskedForAReasonAsync(app);
        clock.Advance(TimeSpan.FromSeconds(301));

        await app.BringAsync(Telegram.Reason(new string('x', 501)));

        await app.PublishesAsync<SendMessage>(m => m.Template == "reason_too_late", "the word that it came too late");
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m.Template == "reason_too_long");
    }

    private static string Text(ProcessorApp app, SendMessage message) =>
        app.Services.GetRequiredService<TemplateLibrary>().Render(message.Template!, message.Language!, message.Values!).Text.Trim();
}
