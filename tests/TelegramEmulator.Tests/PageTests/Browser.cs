using Microsoft.Playwright;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using PhStudio.Messaging.TestKit.Browsers;

namespace PhStudio.Messaging.TelegramEmulator.Tests.PageTests;

/// <summary>The browser of the page tests.</summary>
public sealed class Browser : ChromiumFixture, IAsyncLifetime
{
    /// <summary>Opens an emulator's page; any script error on it fails the test.</summary>
    internal async Task<EmulatorPage> OpenAsync(RunningEmulator emulator, int width = 1360, int height = 820)
    {
        var page = await Chromium.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        var opened = new EmulatorPage(page);
        await page.GotoAsync(emulator.Url);
        await Assertions.Expect(page.Locator("#live-text")).ToHaveTextAsync("live");
        await page.Locator("section.chat").First.WaitForAsync();

        // What the page shows for seconds only stays: a busy machine may look late.
        await page.EvaluateAsync("() => { window.setTimeout = () => 0; }");
        return opened;
    }
}

/// <summary>The emulator's page as a person sees it.</summary>
internal sealed class EmulatorPage : IAsyncDisposable
{
    private readonly PageErrors _errors;

    public EmulatorPage(IPage page)
    {
        Page = page;
        _errors = new PageErrors(page);
    }

    public IPage Page { get; }

    public ILocator Chat(long id) => Page.Locator($"section[data-chat='{id}']");

    public ILocator Message(long chat, int id) => Chat(chat).Locator($"article[data-id='{id}']");

    /// <summary>Chooses who writes and presses in a chat.</summary>
    public Task ActAsAsync(long chat, string person) => Chat(chat).GetByLabel("Write and press as").SelectOptionAsync(new SelectOptionValue { Label = person });

    /// <summary>A picture for people to look at, where TEST_SCREENSHOTS names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("TEST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        _errors.AssertNone();
    }
}
