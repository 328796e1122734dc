using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>A person without a mouse: goes on by Tab and presses Enter. What has the focus shows it, wherever it is.</summary>
internal static class Keys
{
    // As a screen reader calls it: by its label, or by what it says.
    private const string Focused =
        """
        () => {
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          const ring = getComputedStyle(at);
          return {
            name: (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent).trim().replace(/\s+/g, ' '),
            isSeen: ring.outlineStyle === 'solid' && parseFloat(ring.outlineWidth) >= 2,
          };
        }
        """;

    /// <summary>Goes on by Tab until what is called so has the focus.</summary>
    public static Task TabToAsync(this ConsoleView view, string name) => Eventually.TrueAsync($"the focus on {name}", async () =>
    {
        await view.Page.Keyboard.PressAsync("Tab");
        if (await view.Page.EvaluateAsync<Focus?>(Focused) is not { } focus)
        {
            return false;
        }

        Assert.True(focus.IsSeen, $"Nothing shows that \"{focus.Name}\" has the focus.");
        return focus.Name == name;
    });

    /// <summary>Goes on by Tab to what is called so, and presses Enter.</summary>
    public static async Task PressAsync(this ConsoleView view, string name)
    {
        await view.TabToAsync(name);
        await view.Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits for a dialog, which takes the focus a little after it is there, and presses one of its buttons.</summary>
    public static async Task PressInDialogAsync(this ConsoleView view, string name)
    {
        await Expect(view.Page.Locator("[role=dialog]:focus-within, :focus-within > [role=dialog]").First).ToBeVisibleAsync();
        await view.PressAsync(name);
    }

    private sealed record Focus
    {
        public string Name { get; init; } = "";

        public bool IsSeen { get; init; }
    }
}
