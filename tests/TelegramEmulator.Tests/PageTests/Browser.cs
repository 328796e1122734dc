using Microsoft.Playwright;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;

namespace PhStudio.Messaging.TelegramEmulator.Tests.PageTests;

/// <summary>The distribution's Chromium, started once for all page tests; each opens a page of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string DefaultPath = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("TEST_CHROMIUM") ?? DefaultPath;
        Assert.True(File.Exists(path), $"The page tests need Chromium at {path}: ./test installs it, or set TEST_CHROMIUM to where it is.");
        // The machine that runs the tests may be busy with all the others.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            ],
        });
    }

    /// <summary>Opens an emulator's page; any script error on it fails the test.</summary>
    internal async Task<EmulatorPage> OpenAsync(RunningEmulator emulator, int width = 1360, int height = 820)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        var opened = new EmulatorPage(page);
        await page.GotoAsync(emulator.Url);
        await Assertions.Expect(page.Locator("#live-text")).ToHaveTextAsync("live");
        await page.Locator("section.chat").First.WaitForAsync();

        // What the page shows for seconds only stays: a busy machine may look late.
        await page.EvaluateAsync("() => { window.setTimeout = () => 0; }");
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>The emulator's page as a person sees it.</summary>
internal sealed class EmulatorPage : IAsyncDisposable
{
    private readonly List<string> _errors = [];

    public EmulatorPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, line) =>
        {
            if (line.Type == "error")
            {
                _errors.Add(line.Text);
            }
        };
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
        Assert.Empty(_errors);
    }
}
