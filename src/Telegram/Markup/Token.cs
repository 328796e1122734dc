namespace PhStudio.Messaging.Telegram.Markup;

/// <summary>A piece of a text that is never cut.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Width">How many characters Telegram counts.</param>
/// <param name="Tag">The tag's name; null for what is shown.</param>
/// <param name="Closes">True for a closing tag.</param>
/// <param name="Ending">What closes an opening tag; null for HTML's way.</param>
public readonly record struct Token(string Text, int Width, string? Tag = null, bool Closes = false, string? Ending = null)
{
    /// <summary>True for the end of a line.</summary>
    public bool IsLineEnd => Text == "\n";

    /// <summary>True for white space, at which a text may be cut.</summary>
    public bool IsSpace => Text is " " or "\n" or "\t" or "\r";
}
