using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>The real Telegram, where TEST_TELEGRAM_BOT_TOKEN and TEST_TELEGRAM_CHAT_ID name a bot and a chat for it.</summary>
public sealed class RealTelegramTests
{
    [Fact]
    public async Task A_message_reaches_the_real_Telegram()
    {
        var token = Environment.GetEnvironmentVariable("TEST_TELEGRAM_BOT_TOKEN");
        var chat = Environment.GetEnvironmentVariable("TEST_TELEGRAM_CHAT_ID");
        if (string.IsNullOrEmpty(token) || string.IsNullOrEmpty(chat))
        {
            Assert.Skip("Nothing was sent to the real Telegram: TEST_TELEGRAM_BOT_TOKEN and TEST_TELEGRAM_CHAT_ID are not set.");
        }

        await using var standalone = await ServiceProcess.Start("Standalone", new Dictionary<string, string> { ["TELEGRAM_BOT_TOKEN"] = token, ["TELEGRAM_CHAT_ID"] = chat }).ReadyAsync();
        using var gateway = new HttpClient { BaseAddress = standalone.Address };
        gateway.DefaultRequestHeaders.Add("X-Api-Key", "demo-key-of-standalone");

        using var answer = await gateway.PostAsJsonAsync("/send?wait=30", new { chat_id = chat, text = "A test of <b>PhStudio.Messaging</b>." });

        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("success").GetBoolean());
    }
}
