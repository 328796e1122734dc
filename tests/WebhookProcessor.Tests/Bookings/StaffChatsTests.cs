using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Several staff chats: who is asked, and how all copies come to show the same.</summary>
public sealed class StaffChatsTests
{
    private const string Chats = """
        [{"chat":"-1010","service":"Портрет","location":"Центр"},{"chat":"-1011","service":"портрет","thread":5,"language":"en"},{"chat":"-1012","location":"Север"}]
        """;

    [Theory]
    [InlineData("Портрет", "Центр", "-1010", "-1011")]
    [InlineData("Портрет", null, "-1011")]
    [InlineData("Свадьба", "север", "-1012")]
    [InlineData("Портрет", "Север", "-1011", "-1012")]
    [InlineData("Свадьба", "Центр", ProcessorApp.StaffChat)]
    public async Task A_booking_goes_to_every_chat_whose_row_fits_and_to_the_staff_chat_where_none_does(string service, string? location, params string[] chats)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_CHATS", Chats));

        await app.Bus.Publish(Created("PH-1") with { Service = service, Location = location });

        await Eventually.GetAsync("the questions", () => Task.FromResult(Asked(app)), asked => asked.SequenceEqual(chats));
        // A later booking's question proves that no other of this one comes.
        await app.Bus.Publish(Created("PH-2") with { Service = "Другое" });
        await app.PublishesAsync<SendMessage>(m => m.BookingId == "PH-2", "the later question");
        Assert.Equal(chats, Asked(app));
    }

    [Fact]
    public async Task A_press_in_one_chat_changes_the_copies_in_all_each_in_its_own_language()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_CHATS", Chats));
        await app.Bus.Publish(Created("PH-1") with { Location = "Центр" });
        var english = await app.PublishesAsync<SendMessage>(m => m.ChatId == "-1011", "the question in English");
        var russian = await app.PublishesAsync<SendMessage>(m => m.ChatId == "-1010", "the question in Russian");

        var copied = await app.AskAsync(Telegram.Press(Telegram.Confirm(english), chat: "-1010"));
        var answer = await app.AskAsync(Telegram.Press(Telegram.Confirm(english), chat: "-1011"));

        Assert.Equal(("⛔ Эта кнопка из другого чата", "✅ Confirmed"), (copied.Text, answer.Text));
        var edits = new[] { russian, english }.Select(question => app.PublishesAsync<EditMessage>(e => e.TargetMessageId == question.MessageId && e.Template == "booking_confirmation", $"the edit in {question.ChatId}"));
        Assert.Equal(["ru", "en"], (await Task.WhenAll(edits)).Select(edit => edit.Language));
        Assert.Equal(("en", 5), (english.Language, english.ThreadId));
    }

    private static IEnumerable<string> Asked(ProcessorApp app) => app.Published<SendMessage>().Where(m => m.BookingId == "PH-1").Select(m => m.ChatId).Order(StringComparer.Ordinal);
}
