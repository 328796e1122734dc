using Microsoft.Playwright;

namespace PhStudio.Messaging.TestKit.Browsers;

/// <summary>What goes wrong on a page: errors of its scripts, and what the browser complains of.</summary>
public sealed class PageErrors
{
    private readonly List<string> _errors = [];

    public PageErrors(IPage page)
    {
        page.PageError += (_, error) => Add(error);
        page.Console += (_, line) =>
        {
            if (line.Type == "error")
            {
                Add(line.Text);
            }
        };
    }

    /// <summary>Adds what a test finds by itself.</summary>
    public void Add(string error) => _errors.Add(error);

    /// <summary>Forgets all so far.</summary>
    public void Clear() => _errors.Clear();

    /// <summary>Fails the test where there was one.</summary>
    public void AssertNone()
    {
        if (_errors.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', _errors));
        }
    }
}
