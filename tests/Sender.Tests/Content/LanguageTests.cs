using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests.Content;

/// <summary>The language of a text: the order's, else the person's choice, else the chat's setting, else the studio's.</summary>
public sealed class LanguageTests
{
    private const long Anna = 4001;
    private const string Russian = "☀️ Заявок без решения нет.";
    private const string English = "☀️ No booking awaits a decision.";

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_persons_choice_counts_until_an_order_names_another()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);

        await SendAndWaitAsync(sender, Anna);
        await ChooseAsync(sender, "en", Noon);
        await SendAndWaitAsync(sender, Anna);
        await SendAndWaitAsync(sender, Anna, language: "ru");

        Assert.Equal([Russian, English, Russian], await telegram.TextsAsync(Anna));
    }

    [Fact]
    public async Task A_chats_setting_counts_where_nobody_chose()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?>
        {
            ["STAFF_CHATS"] = $$"""[{"chat":"{{Emulator.Staff}}","service":"Портрет","language":"en"},{"chat":"{{Anna}}","language":"en"}]""",
        });
        await telegram.AddPeopleAsync(Anna);

        await SendAndWaitAsync(sender, Emulator.Staff);
        await ChooseAsync(sender, "ru", Noon);
        await SendAndWaitAsync(sender, Anna);

        Assert.Equal([English], await telegram.TextsAsync(Emulator.Staff));
        Assert.Equal([Russian], await telegram.TextsAsync(Anna));
    }

    [Fact]
    public async Task The_studios_language_is_a_setting()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["DEFAULT_LANGUAGE"] = "en" });

        await SendAndWaitAsync(sender, Emulator.Staff);

        Assert.Equal([English], await telegram.TextsAsync(Emulator.Staff));
        Assert.Equal("en", sender.Services.GetRequiredService<TemplateLibrary>().DefaultLanguage);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_choices_the_later_one_counts_in_whichever_order_they_come(bool onRedis)
    {
        ILanguageStore memory = onRedis ? new RedisLanguageStore(TestRedis.Connection, TestRedis.FreshKeys()) : new InMemoryLanguageStore();

        Assert.Null(await memory.FindAsync("1"));
        await memory.ChooseAsync("1", "en", Noon.AddSeconds(1));
        await memory.ChooseAsync("1", "ru", Noon);
        Assert.Equal("en", await memory.FindAsync("1"));
        await memory.ChooseAsync("1", "ru", Noon.AddSeconds(2));
        Assert.Equal("ru", await memory.FindAsync("1"));
    }

    [Fact]
    public async Task A_choice_is_forgotten_a_year_after_it_was_made()
    {
        var keys = TestRedis.FreshKeys();

        await new RedisLanguageStore(TestRedis.Connection, keys).ChooseAsync("1", "en", Noon);

        var left = await TestRedis.Connection.GetDatabase().KeyTimeToLiveAsync(keys.Of("language", "1"));
        Assert.InRange(left.GetValueOrDefault(), TimeSpan.FromDays(364), TimeSpan.FromDays(365));
    }

    [Fact]
    public async Task A_message_in_parts_keeps_the_language_that_it_began_with()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "too_many_requests", method = "sendMessage", count = 1, retry_after = 2 });

        var id = await sender.SendAsync(Anna, "", change: order => order with
        {
            Text = null, Template = "pending_empty", Values = new Dictionary<string, JsonElement>(), Photos = ["https://pictures.example/one.jpg", "https://pictures.example/two.jpg"],
            ReplyMarkup = JsonElement.Parse("""{"inline_keyboard":[[{"text":"Like","callback_data":"like"}]]}"""),
        });
        await Eventually.TrueAsync("the photos to be there and the text to wait", async () => (await telegram.CallsAsync("sendMessage")).ContainsKey("429"));
        await ChooseAsync(sender, "en", Noon);
        await sender.Told.SentAsync(id);

        Assert.Equal(["", "", Russian], await telegram.TextsAsync(Anna));
    }

    private static async Task ChooseAsync(SenderApp sender, string language, DateTimeOffset at)
    {
        await sender.PublishAsync(new LanguageChosen { UserId = Anna, Language = language, ChosenAt = at });
        var memory = sender.Services.GetRequiredService<ILanguageStore>();
        await Eventually.TrueAsync("the Sender knows the choice", async () => await memory.FindAsync(Anna.ToString()) == language);
    }

    private static async Task SendAndWaitAsync(SenderApp sender, long chat, string? language = null) =>
        await sender.Told.SentAsync(await sender.SendAsync(chat, "", change: order => order with { Text = null, Template = "pending_empty", Language = language, Values = new Dictionary<string, JsonElement>() }));
}
