using Microsoft.Playwright;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>The distribution's Chromium, started once for all pages; each test opens a context of its own, so that nobody is signed in for another.</summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    private const string DefaultPath = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("TEST_CHROMIUM") ?? DefaultPath;
        Assert.True(File.Exists(path), $"These tests need Chromium at {path}: ./test installs it, or set TEST_CHROMIUM to where it is.");
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

    /// <summary>Opens the console and signs in.</summary>
    internal async Task<ConsoleView> OpenAsync(Studio studio, string key = Studio.Key, string page = "", int width = 1280, ColorScheme colors = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 820 }, ColorScheme = colors });
        var view = new ConsoleView(context, await context.NewPageAsync(), studio.Url);
        await view.Page.GotoAsync($"{studio.Url}/console/{page}");
        await view.Page.GetByLabel("Key").FillAsync(key);
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await view.Page.Locator(".content h1").WaitForAsync();
        return view;
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

/// <summary>The console as a person sees it; an error of a script, and anything that its policy forbids, fails the test.</summary>
internal sealed class ConsoleView : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    public ConsoleView(IBrowserContext context, IPage page, string url)
    {
        (_context, Page, Url) = (context, page, url);
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, line) =>
        {
            if (line.Type == "error")
            {
                _errors.Add(line.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(url, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _errors.Add($"The page asked another host: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    public string Url { get; }

    public ILocator Heading => Page.Locator(".content h1");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>The row of a table that has this text.</summary>
    public ILocator Row(string text) => Page.Locator("tbody tr", new() { HasText = text });

    /// <summary>For a test that breaks the connection: the browser and the framework write of it there.</summary>
    public void ForgetErrors() => _errors.Clear();

    public Task GoAsync(string page) => Page.GotoAsync($"{Url}/console/{page}");

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_errors);
    }
}
