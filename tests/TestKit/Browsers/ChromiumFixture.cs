using Microsoft.Playwright;

namespace PhStudio.Messaging.TestKit.Browsers;

/// <summary>The distribution's Chromium, started once for all tests of a class; each opens a page of its own.</summary>
public abstract class ChromiumFixture : IAsyncDisposable
{
    private const string DefaultPath = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser, once it runs.</summary>
    protected IBrowser Chromium => _browser!;

    /// <summary>Starts it.</summary>
    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("TEST_CHROMIUM") ?? DefaultPath;
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"These tests need Chromium at {path}: ./test installs it, or set TEST_CHROMIUM to where it is.");
        }

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

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        GC.SuppressFinalize(this);
    }
}
