using System.Buffers;

namespace PhStudio.Messaging.Templates.Markup;

/// <summary>
/// Escapes what Telegram's HTML would read as markup, and nothing more (docs/telegram.md 27): a general HTML encoder also writes
/// letters, apostrophes and emoji as numbers, which Telegram decodes but which nobody can read in the source.
/// </summary>
internal static class TelegramEscape
{
    /// <summary>The characters that may not stand in a text as they are.</summary>
    public static readonly SearchValues<char> Special = SearchValues.Create("<>&\"");

    /// <summary>What is written for one of the <see cref="Special"/> characters.</summary>
    public static string Of(char c) => c switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", _ => "&quot;" };

    /// <summary>The text as it must stand in markup.</summary>
    public static string Of(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
