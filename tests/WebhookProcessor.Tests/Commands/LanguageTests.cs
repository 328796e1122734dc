using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Commands;

/// <summary>Who is spoken to in which language, and how that is chosen.</summary>
public sealed class LanguageTests
{
    private static readonly (string, string?) Manager = ("STAFF_ROLES", "500:manager,7:decider");

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [InlineData("de")]
    [InlineData("fil")]
    public void A_code_comes_back_from_its_button(string code) => Assert.Equal(code, LanguageButton.Read(LanguageButton.Write(code)));

    [Fact]
    public async Task Without_a_language_each_has_a_button_that_chooses_it()
    {
        await using var app = await ProcessorApp.StartAsync();
        await app.BringAsync(Telegram.Text("/language", user: 99, chat: "99"));
        var usage = await app.PublishesAsync<SendMessage>(m => m.Template == "language_usage", "the buttons");

        var popup = await app.AskAsync(Telegram.Press(Telegram.Button(usage.ReplyMarkup, 1), user: 99, chat: "99"));

        Assert.Equal(["🇩🇪 Deutsch", "🇬🇧 English", "🇷🇺 Русский"], Telegram.Labels(usage.ReplyMarkup));
        Assert.Equal("🇬🇧 All right, English it is", popup.Text);
        await app.BringAsync(Telegram.Text("/help", user: 99, chat: "99"));
        Assert.Equal("en", (await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "the help")).Language);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_managers_choice_in_the_staff_chat_is_that_of_its_cards(bool byButton)
    {
        await using var app = await ProcessorApp.StartAsync(settings: Manager);
        if (byButton)
        {
            await app.BringAsync(Telegram.Text("/language", user: 500));
            var usage = await app.PublishesAsync<SendMessage>(m => m.Template == "language_usage", "the buttons");
            Assert.Equal("🇬🇧 All right, English it is in this chat", (await app.AskAsync(Telegram.Press(Telegram.Button(usage.ReplyMarkup, 1), user: 500))).Text);
        }
        else
        {
            await app.BringAsync(Telegram.Text("/language en", user: 500));
            Assert.Equal("en", (await app.PublishesAsync<SendMessage>(m => m.Template == "language_set_chat", "the answer")).Language);
        }

        var question = await app.BookAsync(Created("PH-1"));
        Assert.Equal(("en", "✅ Confirm"), (question.Language, Telegram.Labels(question.ReplyMarkup).First()));
    }

    [Fact]
    public async Task Who_writes_as_the_group_is_answered_in_the_groups_language()
    {
        await using var app = await ProcessorApp.StartAsync(settings: Manager);
        await app.BringAsync(Telegram.Text("/language en", user: 500));
        await app.PublishesAsync<SendMessage>(m => m.Template == "language_set_chat", "the choice");

        await app.BringAsync(Telegram.AsGroup(Telegram.Text("/booking 7", language: "ru")));

        Assert.Equal("en", (await app.PublishesAsync<SendMessage>(m => m.Template == "booking_not_found", "the answer")).Language);
    }

    [Fact]
    public async Task Who_writes_as_the_group_and_is_no_manager_is_told_so_and_nothing_is_kept()
    {
        await using var app = await ProcessorApp.StartAsync();

        await app.BringAsync(Telegram.AsGroup(Telegram.Text("/language de", language: "ru")));
        var told = await app.PublishesAsync<SendMessage>(m => m.ChatId == ProcessorApp.StaffChat, "the answer");

        Assert.Equal(("command_not_allowed", "ru", "/language"), (told.Template, told.Language, told.Values!["command"].GetString()));
        Assert.Empty(app.Published<LanguageChosen>());
    }

    [Fact]
    public async Task Anybody_elses_choice_in_the_staff_chat_is_his_own()
    {
        await using var app = await ProcessorApp.StartAsync(settings: Manager);

        await app.BringAsync(Telegram.Text("/language en", user: 7));
        await app.PublishesAsync<SendMessage>(m => m is { Template: "language_set", Language: "en" }, "the answer");

        Assert.Equal("ru", (await app.BookAsync(Created("PH-1"))).Language);
    }

    [Fact]
    public async Task A_popup_has_the_language_of_its_card_unless_the_user_chose_one()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("DEFAULT_LANGUAGE", "en"));
        var question = await app.BookAsync(Created("PH-1"));

        var cards = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7, language: "ru"));
        await app.BringAsync(Telegram.Text("/language de", user: 8));
        await app.PublishesAsync<SendMessage>(m => m.Template == "language_set", "the choice");
        var own = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 8, language: "ru"));

        Assert.Equal("✅ Confirmed", cards.Text);
        Assert.StartsWith("✅ Bereits bestätigt von Анна", own.Text);
    }

    [Fact]
    public async Task An_erased_persons_session_is_forgotten_and_nobody_elses()
    {
        await using var app = await ProcessorApp.StartAsync();
        var sessions = app.Services.GetRequiredService<ISessions>();
        foreach (var (chat, user) in new[] { ("99", 99L), ("98", 98L), ("-1001", 99L) })
        {
            await sessions.ChangeAsync(chat, user, session => session with { Language = "en" });
        }

        await app.Bus.Publish(new EraseTraces { MessageIds = [], ChatIds = ["99", "@channel", "-1001"] }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the session to be forgotten", async () => (await sessions.GetAsync("99", 99)).Language is null);
        Assert.Equal(("en", "en"), ((await sessions.GetAsync("98", 98)).Language, (await sessions.GetAsync("-1001", 99)).Language));
    }
}
