using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram.Markup;

/// <summary>Tells whether something of a text is seen once its markup is read.</summary>
public static class SeenText
{
    /// <summary>False for a text that Telegram refuses as empty. Where it could not read the markup, the text goes out with its marks, and they are seen.</summary>
    /// <param name="text">As it was ordered.</param>
    /// <param name="parseMode"><c>HTML</c>, <c>MarkdownV2</c>, <c>Markdown</c> or <c>none</c>.</param>
    public static bool Is(string text, string parseMode) => parseMode switch
    {
        "HTML" => HtmlTokens.IsSeen(text),
        "none" => !BlankText.Is(text),
        _ => MarkdownText.IsSeen(text, parseMode),
    };
}
