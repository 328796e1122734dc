namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Telegram's MarkdownV2 mode: nested entities, and every reserved character must be escaped.</summary>
public static class MarkdownV2
{
    /// <summary>Parses a text of mode <c>MarkdownV2</c>.</summary>
    /// <param name="markdown">The text as it is sent.</param>
    /// <exception cref="TelegramMarkupException">Telegram would refuse it.</exception>
    public static FormattedText Parse(string markdown) => new MarkdownV2Reader(markdown).Read();
}
