using System.Text.Json;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Clients;

/// <summary>Clients that other people wrote for the real Telegram, in their own language: each does a bot's main work against the emulator, and takes its refusals for its own errors.</summary>
public sealed class NodeClientTests(NodeClients clients) : IClassFixture<NodeClients>
{
    [Theory]
    [InlineData("grammy", "GrammyError", false)]
    [InlineData("telegraf", "TelegramError", false)]
    [InlineData("node-telegram-bot-api", "TelegramApiError", true)]
    public async Task A_client_polls_takes_a_webhook_answers_edits_and_meets_refusals(string client, string error, bool triesAgain)
    {
        await using var emulator = await StartAsync();

        var printed = await clients.RunAsync(client, emulator);

        var expected = JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["me"] = new object[] { true, true },
            ["webhook"] = new[] { "http://127.0.0.1:9/hook", "" },
            ["command"] = new object[] { "17 @anna_studio", new object[] { new object[] { "bot_command", 0, 5 }, new object[] { "mention", 9, 12 } } },
            ["sent"] = new object[] { "Book?", "bold", 2 },
            ["popup"] = "Booked",
            ["edited"] = new object?[] { "Done", null },
            ["hook"] = new[] { "18", "Booked" },
            ["tooMany"] = triesAgain ? "ok" : new object[] { error, 429, "Too Many Requests: retry after 1", 1 },
            ["empty"] = new object?[] { error, 400, "Bad Request: message text is empty", null },
            ["markup"] = new object?[] { error, 400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"", null },
            ["blocked"] = new object?[] { error, 403, "Forbidden: bot was blocked by the user", null },
        });
        Assert.True(JsonElement.DeepEquals(expected, JsonDocument.Parse(printed).RootElement), $"expected {expected}, {client} saw {printed}");
    }
}
