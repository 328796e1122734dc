using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Hosting;

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

        await SendAsync(token, chat);
    }

    /// <summary>The same steps, so that they are right on the day when a bot is given.</summary>
    [Fact]
    public async Task A_message_reaches_whatever_answers_as_Telegram()
    {
        await using var emulator = EmulatorHost.Build([], new EmulatorOptions { Url = "http://127.0.0.1:0", Logging = _ => { } });
        await emulator.StartAsync(TestContext.Current.CancellationToken);

        await SendAsync(EmulatorOptions.DemoToken, $"{Cluster.StaffChat}", ("TELEGRAM_API_BASE_URL", emulator.Urls.First()));
    }

    private static async Task SendAsync(string token, string chat, params (string Name, string Value)[] more)
    {
        const string Key = "a-key-of-the-test-with-a-real-bot";
        var settings = new Dictionary<string, string> { ["TELEGRAM_BOT_TOKEN"] = token, ["TELEGRAM_CHAT_ID"] = chat, ["GATEWAY_API_KEY"] = Key };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        await using var standalone = await ServiceProcess.Start("Standalone", settings).ReadyAsync();
        using var gateway = new HttpClient { BaseAddress = standalone.Address };
        gateway.DefaultRequestHeaders.Add("X-Api-Key", Key);

        using var answer = await gateway.PostAsJsonAsync("/send?wait=30", new { chat_id = chat, text = "A test of <b>PhStudio.Messaging</b>." });

        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("success").GetBoolean());
    }
}
