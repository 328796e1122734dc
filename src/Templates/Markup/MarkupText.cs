namespace PhStudio.Messaging.Templates.Markup;

/// <summary>Telegram HTML that one of our own functions made: the only value that is written as it is.</summary>
/// <param name="Html">Its characters, with everything that people typed escaped.</param>
internal sealed record MarkupText(string Html);
