using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>A preset reason is read in the reader's language, whichever card it was chosen on.</summary>
public sealed class ReasonLanguageTests
{
    private const string Own = """{"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"],"de":["Voll"]}""";

    [Theory]
    [InlineData(null, "ru", "en", null, "The time is taken")]
    [InlineData(null, "en", "ru", null, "Время уже занято")]
    [InlineData(null, "ru", "de", null, "Der Termin ist vergeben")]
    [InlineData(null, "ru", "ru", "/language en", "The time is taken")] // Chosen by the customer.
    [InlineData(Own, "ru", "en", null, "Fully booked")]
    [InlineData(Own, "ru", "de", null, "Занято")] // A list of another length: the place says nothing.
    public async Task The_customer_reads_it_in_his_or_her_language(string? reasons, string card, string customer, string? chosen, string expected)
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", reasons), ("DEFAULT_LANGUAGE", card)]);
        var question = await app.BookAsync(Created("PH-1") with { ClientChatId = "99", ClientLanguage = customer });
        if (chosen is not null)
        {
            await app.BringAsync(Telegram.Text(chosen, user: 99, chat: "99"));
            await app.PublishesAsync<SendMessage>(m => m.Template == "language_set", "the choice");
        }

        await app.AskAsync(Telegram.Press(Telegram.Reject(question), language: card));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 0), language: card));

        var news = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_rejected" }, "the customer's news");
        var shown = await app.PublishesAsync<EditMessage>(e => e.Template == "booking_rejection", "the card");
        Assert.Equal((expected, chosen is null ? customer : "en"), (news.Values!["reason"].GetString(), news.Language));
        // The card, the platform and the history have it as it was chosen.
        Assert.Equal((Telegram.Labels(menu.ReplyMarkup).First(), shown.Values!["reason"].GetString()), (shown.Values!["reason"].GetString(), (await app.StateAsync("PH-1"))!.Reason));
    }

    [Fact]
    public async Task A_card_of_another_language_has_it_in_that_one()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("REJECT_REASONS", null), ("STAFF_CHATS", """[{"chat":"-1001","language":"ru"},{"chat":"-1002","language":"en"}]""")]);
        var question = await app.BookAsync(Created("PH-1"));

        await app.AskAsync(Telegram.Press(Telegram.Reject(question)));
        var menu = await app.PublishesAsync<EditMessage>(_ => true, "the reasons");
        await app.AskAsync(Telegram.Press(Telegram.Button(menu.ReplyMarkup, 0)));

        var cards = new List<string?>();
        foreach (var language in new[] { "ru", "en" })
        {
            cards.Add((await app.PublishesAsync<EditMessage>(e => e.Template == "booking_rejection" && e.Language == language, $"the card in {language}")).Values!["reason"].GetString());
        }
        Assert.Equal(["Время уже занято", "The time is taken"], cards);
    }

    [Fact]
    public void Words_of_no_list_and_languages_without_one_leave_it_as_it_is()
    {
        var reasons = RejectReasons.Parse(Own)!;

        Assert.Equal(["Потоп", "Занято", "No photographer"], new[] { reasons.Translated("Потоп", "en"), reasons.Translated("Занято", "fr"), reasons.Translated("Нет мастера", "en") });
    }
}
