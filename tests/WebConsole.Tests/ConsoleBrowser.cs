using Microsoft.Playwright;
using PhStudio.Messaging.TestKit.Browsers;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>The browser of the console's tests: each opens a context of its own, so that nobody is signed in for another.</summary>
public sealed class ConsoleBrowser : ChromiumFixture, IAsyncLifetime
{
    /// <summary>Opens the console and signs in.</summary>
    internal async Task<ConsoleView> OpenAsync(Studio studio, string key = Studio.Key, string page = "", int width = 1280, ColorScheme colors = ColorScheme.Light)
    {
        var view = await VisitAsync(studio, page, width, colors);
        await view.Page.GetByLabel("Key").FillAsync(key);
        await view.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await view.Page.Locator(".content h1").WaitForAsync();
        return view;
    }

    /// <summary>Opens the console, which asks who is there.</summary>
    internal async Task<ConsoleView> VisitAsync(Studio studio, string page = "", int width = 1280, ColorScheme colors = ColorScheme.Light)
    {
        var context = await Chromium.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 820 }, ColorScheme = colors });
        var view = new ConsoleView(context, await context.NewPageAsync(), studio.Url);
        await view.GoAsync(page);
        return view;
    }
}

/// <summary>The console as a person sees it; an error of a script, and anything that its policy forbids, fails the test.</summary>
internal sealed class ConsoleView : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly PageErrors _errors;

    public ConsoleView(IBrowserContext context, IPage page, string url)
    {
        (_context, Page, Url) = (context, page, url);
        _errors = new PageErrors(page);
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

    /// <summary>Opens the pages and fails where one of them can be moved sideways.</summary>
    public async Task AssertFitsAsync(params string[] pages)
    {
        foreach (var page in pages)
        {
            await GoAsync(page);
            await Heading.WaitForAsync();
            await Assertions.Expect(Page.GetByLabel("The Gateway is asked")).ToHaveCountAsync(0);
            Assert.Equal((page, 0), (page, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _errors.AssertNone();
    }
}
