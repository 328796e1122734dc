using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

public class ReasonTests
{
    protected virtual bool Polls => false;

    private const string Reasons = """{"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}""";

    [Fact]
    public async Task A_rejection_with_a_preset_reason_takes_two_taps()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));

        var first = await app.AskAsync(Telegram.Press(Telegram.Reject(question)));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        var second = await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 1)));

        Assert.Equal(("📝 Выберите причину", "❌ Отклонено"), (first.Text, second.Text));
        Assert.Equal(["Занято", "Нет мастера", "✍️ Другая причина…", "⬅️ Назад"], Telegram.Labels(menu.ReplyMarkup));
        Assert.Equal("Нет мастера", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
        Assert.Equal("Нет мастера", (await app.StateAsync("PH-1"))!.Reason);
    }

    [Theory]
    [InlineData("ru", "Время уже занято", "✍️ Другая причина…")]
    [InlineData("en", "The time is taken", "✍️ Other…")]
    [InlineData("de", "Der Termin ist vergeben", "✍️ Anderer Grund…")]
    public async Task A_studio_that_set_no_reasons_has_some(string language, string first, string other)
    {
        await using var app = (await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", null), ("DEFAULT_LANGUAGE", language)])).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));

        await app.AskAsync(Telegram.Press(Telegram.Reject(question)));

        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        var labels = Telegram.Labels(menu.ReplyMarkup).ToList();
        Assert.Equal((first, other), (labels[0], labels[^2]));
    }

    [Fact]
    public async Task A_language_brings_its_own_reasons()
    {
        var folder = Directory.CreateTempSubdirectory("reasons");
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory("ru").FullName, "reject_reason_staff.sbn-html"), "Фотограф в отпуске");
        await using var app = (await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", null), ("TEMPLATES_PATH", folder.FullName)])).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));

        await app.AskAsync(Telegram.Press(Telegram.Reject(question)));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 1)));

        Assert.Equal("Фотограф в отпуске", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_text_of_ones_own_that_is_broken_is_told_at_the_start()
    {
        var folder = Directory.CreateTempSubdirectory("broken");
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory("ru").FullName, "reason_prompt.sbn-html"), "{{ nobody_knows_this }}");
        await using (var app = await ProcessorApp.StartAsync(settings: ("TEMPLATES_PATH", folder.FullName)))
        {
            app.Errors.Expect("reason_prompt.sbn-html");
            await Eventually.TrueAsync("the line", () => app.Lines.Lines.Any(line => line.Contains("reason_prompt.sbn-html", StringComparison.Ordinal) && line.Contains("is refused", StringComparison.Ordinal)));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_studio_that_wants_none_rejects_with_one_press()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", "none"))).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));

        Assert.Equal("❌ Отклонено", (await app.AskAsync(Telegram.Press(Telegram.Reject(question)))).Text);
    }

    [Fact]
    public async Task Back_shows_the_decision_again()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        var question = await app.BookAsync(Created("PH-1"));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question)));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");

        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 3)));

        var back = await app.PublishesAsync<EditMessage>(e => e.CreatedAt > menu.CreatedAt, "Confirm and Reject");
        Assert.Equal(["✅ Подтвердить", "❌ Отклонить", "✍️ С запиской", "⏰ Позже"], Telegram.Labels(back.ReplyMarkup));
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task A_reason_for_a_booking_that_was_decided_meanwhile_comes_too_late()
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons))).Updated(Polls);
        var (question, _) = await AskedForAReasonAsync(app);
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 8, name: "Борис"));

        await app.BringAsync(Telegram.Reason("Студия на ремонте", user: 7));

        await app.PublishesAsync<SendMessage>(m => m.Template == "reason_too_late", "the word that it came too late");
        Assert.Equal(("confirmed", "Борис"), ((await app.StateAsync("PH-1"))!.State, (await app.StateAsync("PH-1"))!.DecidedBy));
    }

    [Fact]
    public async Task A_reason_that_is_no_longer_in_the_list_is_outdated()
    {
        await using var harness = await BookingHarness.StartAsync(reasons: RejectReasons.Parse(Reasons));
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(Press("PH-1", ButtonAction.RejectBecause, argument: 9));

        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        Assert.StartsWith("🔄 Кнопка устарела", Assert.Single(harness.Published<AnswerCallback>()).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"ru":[]}""")]
    [InlineData("""{"ru":[" "]}""")]
    [InlineData("""{"ru":["\u200b"]}""")]
    [InlineData("""{"ru":["Занято","\u2800"]}""")]
    [InlineData("""{"ru":["\u0001"]}""")]
    [InlineData("""{"ru":null}""")]
    [InlineData("""{"RU":["Занято"]}""")]
    [InlineData("""{"ru-RU":["Занято"]}""")]
    [InlineData("""{"ru":["1","2","3","4","5","6","7","8","9","10","11"]}""")]
    public void Anything_else_is_refused(string text) => Assert.Null(RejectReasons.Parse(text));

    private static string Text(ProcessorApp app, SendMessage message) =>
        app.Services.GetRequiredService<TemplateLibrary>().Render(message.Template!, message.Language!, message.Values!).Text.Trim();

    /// <summary>Books, rejects and presses "another reason", until the person is asked to write it.</summary>
    internal static async Task<(SendMessage Question, EditMessage Menu)> AskedForAReasonAsync(ProcessorApp app, string booking = "PH-1", long user = 7, string chat = ProcessorApp.StaffChat)
    {
        var question = await app.BookAsync(Created(booking));
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: user, chat: chat));
        var menu = await app.PublishesAsync<EditMessage>(e => e.BookingId == booking, "the reasons");
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 2), user: user, chat: chat));
        await app.PublishesAsync<SendMessage>(m => m.Template == "reason_prompt" && m.Values!["booking_id"].GetString() == booking, "the question for the reason");
        return (question, menu);
    }
}
