namespace PhStudio.Messaging.Templates;

/// <summary>A text that Telegram accepts.</summary>
/// <param name="Text">What to send: Telegram HTML for a message, plain text for a popup, a button or a menu entry.</param>
/// <param name="Language">The language that it is in: the default one where the asked one has no such template.</param>
/// <param name="Length">Its length as Telegram counts it: code points without tags (docs/telegram.md 26).</param>
/// <param name="Cut">True when values had to be shortened to keep within Telegram's limit.</param>
public sealed record RenderedText(string Text, string Language, int Length, bool Cut);
