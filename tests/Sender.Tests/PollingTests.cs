using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What a server that stands for Telegram may answer to <c>getUpdates</c>.</summary>
public sealed class PollingTests
{
    [Theory]
    [InlineData("Zoë", 1, "not UTF-8: {\"update_id\":41")]
    [InlineData("deep", 100, "{\"update_id\":41")]
    [InlineData("deeper", 1000, "{\"update_id\":41")]
    public async Task An_update_that_cannot_be_read_is_passed_on_once_and_those_after_it_come(string text, int levels, string passedOn)
    {
        var first = $$"""{"update_id":41,"deep":{{new string('[', levels)}}{{new string(']', levels)}},"message":{"chat":{"id":4001},"text":"{{text}}"} }""";
        using var server = WireMockServer.Start();
        Answer("getMe", """{"id":1,"is_bot":true,"first_name":"bot","username":"bot"}""", _ => true);
        Answer("getWebhookInfo", """{"url":""}""", _ => true);
        // The question for what comes after them is not answered, so there is a pause before the next.
        Answer("getUpdates", $$"""[{{first}},{"update_id":42,"message":{"chat":{"id":4001},"text":"after"} }]""", body => !body.Contains("offset", StringComparison.Ordinal));
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_API_BASE_URL"] = server.Url });

        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"after\"", StringComparison.Ordinal));
        await Eventually.TrueAsync("the question for what comes after both", () => Offsets().Contains(43));

        Assert.Equal(2, sender.Told.All<TelegramUpdateReceived>().Count);
        Assert.StartsWith(passedOn, sender.Told.All<TelegramUpdateReceived>()[0].Raw, StringComparison.Ordinal);

        void Answer(string method, string result, Func<string, bool> isAsked) =>
            server.Given(Request.Create().UsingPost().WithPath("/bot*/" + method).WithBody(body => isAsked(body ?? "")))
                .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(Encoding.Latin1.GetBytes($$"""{"ok":true,"result":{{result}}}""")));

        IEnumerable<int> Offsets() => server.LogEntries.Where(entry => entry.RequestMessage!.Path.EndsWith("/getUpdates", StringComparison.Ordinal))
            .Select(entry => JsonDocument.Parse(entry.RequestMessage!.Body!).RootElement)
            .Where(asked => asked.TryGetProperty("offset", out _)).Select(asked => asked.GetProperty("offset").GetInt32());
    }
}
