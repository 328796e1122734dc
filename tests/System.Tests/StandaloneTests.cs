using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using PhStudio.Messaging.Standalone.Demo;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.SystemTests;

/// <summary>The newcomer's way: one command, one page, no set-up.</summary>
public sealed class StandaloneTests
{
    private const string Chromium = "/usr/bin/chromium";

    [Fact]
    public async Task A_person_makes_a_booking_presses_a_button_and_sees_the_decision()
    {
        var emulator = $"http://127.0.0.1:{FreePort.Next()}";
        await using var standalone = await ServiceProcess.Start("Standalone", new Dictionary<string, string> { ["EMULATOR_URL"] = emulator, ["DEFAULT_LANGUAGE"] = "ru" }).ReadyAsync();
        var path = Environment.GetEnvironmentVariable("TEST_CHROMIUM") ?? Chromium;
        Assert.True(File.Exists(path), $"This test needs Chromium at {path}: ./test installs it, or set TEST_CHROMIUM to where it is.");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(emulator);

        await page.GetByRole(AriaRole.Button, new() { Name = "New demo booking" }).ClickAsync();
        var chat = page.Locator($"section[data-chat='{Cluster.StaffChat}']");
        var message = chat.Locator("article[data-id='1']");
        await Assertions.Expect(message.Locator(".key")).ToHaveCountAsync(4, new() { Timeout = 15_000 });
        await PictureAsync(page, "asked");
        await chat.GetByLabel("Write and press as").SelectOptionAsync(new SelectOptionValue { Label = "Вера Соколова" });
        await message.GetByRole(AriaRole.Button, new() { Name = "Подтвердить" }).ClickAsync();

        await Assertions.Expect(message.Locator(".text")).ToContainTextAsync("Вера Соколова", new() { Timeout = 15_000 });
        await Assertions.Expect(message.GetByRole(AriaRole.Button, new() { Name = "Подтвердить" })).ToHaveCountAsync(0);
        await Assertions.Expect(message.GetByRole(AriaRole.Button, new() { Name = "Отклонить" })).ToHaveCountAsync(0);
        await Assertions.Expect(chat.Locator(".toast")).ToContainTextAsync("Подтверждено");
        await PictureAsync(page, "decided");
        await page.GetByLabel("Language of the bot").SelectOptionAsync(new SelectOptionValue { Label = "English" });
        await Assertions.Expect(chat.Locator("article", new() { HasText = "All right, English it is in this chat." })).ToHaveCountAsync(1, new() { Timeout = 15_000 });
        await Eventually.TrueAsync("the outcome in the terminal", () => standalone.Output.Contains("BookingConfirmed", StringComparison.Ordinal));
        Assert.Contains(emulator, standalone.Output);
        Assert.Contains(standalone.Address.ToString().TrimEnd('/'), standalone.Output);
    }

    [Theory]
    [InlineData("en_GB.UTF-8", "en")]
    [InlineData("ru_RU.UTF-8", "ru")]
    [InlineData("de_DE.UTF-8", "de")]
    [InlineData("pl_PL.UTF-8", "en")]
    [InlineData("C.UTF-8", "en")]
    public void The_language_of_a_locale_is_one_that_there_are_texts_in(string locale, string language) => Assert.Equal(language, DemoSettings.LanguageOf(locale));

    [Theory]
    [InlineData("de_DE.UTF-8", "de")]
    [InlineData("pl_PL.UTF-8", "en")]
    public async Task It_speaks_the_language_of_those_who_starts_it(string locale, string language)
    {
        await using var standalone = await ServiceProcess.Start("Standalone", new Dictionary<string, string> { ["EMULATOR_URL"] = $"http://127.0.0.1:{FreePort.Next()}", ["LC_ALL"] = locale }).ReadyAsync();
        using var http = new HttpClient { BaseAddress = standalone.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", "demo-key-of-standalone");

        var templates = System.Text.Json.JsonElement.Parse(await http.GetStringAsync("/templates", TestContext.Current.CancellationToken));

        Assert.Equal(language, templates.GetProperty("default_language").GetString());
    }

    [Fact]
    public async Task In_an_English_demo_the_bot_answers_in_English()
    {
        var emulator = $"http://127.0.0.1:{FreePort.Next()}";
        await using var standalone = await ServiceProcess.Start("Standalone", new Dictionary<string, string> { ["EMULATOR_URL"] = emulator, ["LC_ALL"] = "C.UTF-8" }).ReadyAsync();
        using var telegram = new HttpClient { BaseAddress = new Uri(emulator) };
        var messages = $"/emulator/chats/{EmulatorOptions.DemoStaffChat}/messages";

        using var said = await telegram.PostAsJsonAsync(messages, new { text = "/status", from = DemoPeople.Staff[0].Id }, TestContext.Current.CancellationToken);
        said.EnsureSuccessStatusCode();

        var answer = await Eventually.GetAsync("the answer", async () =>
            System.Text.Json.JsonElement.Parse(await telegram.GetStringAsync(messages, TestContext.Current.CancellationToken)).EnumerateArray().Select(message => message.GetProperty("text").GetString()!).ToList(), texts => texts.Count > 1);
        Assert.Contains(answer[^1], char.IsAsciiLetter);
        Assert.DoesNotContain(answer[^1], character => character is >= 'А' and <= 'я');
    }

    [Theory]
    [InlineData("GATEWAY_API_KEY")]
    [InlineData("GATEWAY_API_KEY_FILE")]
    public async Task With_a_key_of_ones_own_the_demos_key_opens_nothing_and_the_console_does_not_offer_it(string setting)
    {
        const string Own = "a3f1c5e7092b4d6f8a1c3e5f7092b4d6";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Own, TestContext.Current.CancellationToken);
            await using var standalone = await ServiceProcess.Start("Standalone", new Dictionary<string, string>
            {
                ["EMULATOR_URL"] = $"http://127.0.0.1:{FreePort.Next()}", [setting] = setting.EndsWith("_FILE", StringComparison.Ordinal) ? file : Own,
            }).ReadyAsync();
            using var http = new HttpClient { BaseAddress = standalone.Address };

            Assert.DoesNotContain("demo key", await http.GetStringAsync("/console", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync("demo-key-of-standalone"), await StatusAsync(Own)));

            async Task<HttpStatusCode> StatusAsync(string key)
            {
                using var question = new HttpRequestMessage(HttpMethod.Get, "/templates") { Headers = { { "X-Api-Key", key } } };
                using var answer = await http.SendAsync(question, TestContext.Current.CancellationToken);
                return answer.StatusCode;
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:5495")]
    [InlineData("http://*:5495")]
    [InlineData("http://+:5495")]
    public void An_address_of_every_host_is_reached_as_localhost(string listens) => Assert.Equal("http://localhost:5495", DemoSettings.AddressOf(listens, httpPorts: null));

    [Theory]
    [InlineData("*")]
    public async Task Where_it_listens_on_every_address_the_emulated_Telegram_brings_updates_to_this_machine(string host)
    {
        var (port, emulator) = (FreePort.Next(), $"http://127.0.0.1:{FreePort.Next()}");
        var settings = new Dictionary<string, string> { ["EMULATOR_URL"] = emulator, ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" };
        await using var standalone = await ServiceProcess.Start("Standalone", settings, "--urls", $"http://{host}:{port}").ReadyAsync();
        using var telegram = new HttpClient { BaseAddress = new Uri(emulator) };

        // The Sender sets it a moment after it is ready.
        await Eventually.TrueAsync($"the webhook http://localhost:{port}/webhook", async () =>
            System.Text.Json.JsonElement.Parse(await telegram.GetStringAsync($"/bot{EmulatorOptions.DemoToken}/getWebhookInfo", TestContext.Current.CancellationToken))
                .GetProperty("result").GetProperty("url").GetString() == $"http://localhost:{port}/webhook");
    }

    // For people to look at, where TEST_SCREENSHOTS names a folder.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("TEST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"standalone-{name}.png") });
        }
    }
}
