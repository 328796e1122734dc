namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>What follows the three backticks of a block, in both Markdown modes.</summary>
internal static class MarkdownPre
{
    /// <summary>Reads the language, if one is named, and skips one line break.</summary>
    public static string? ReadLanguage(string markdown, ref int at)
    {
        var end = at;
        while (end < markdown.Length && !char.IsWhiteSpace(markdown[end]) && markdown[end] != '`')
        {
            end++;
        }

        string? language = null;
        if (end > at && end < markdown.Length && markdown[end] != '`')
        {
            language = markdown[at..end];
            at = end;
        }

        if (at < markdown.Length && markdown[at] is '\n' or '\r')
        {
            at += at + 1 < markdown.Length && markdown[at + 1] is '\n' or '\r' && markdown[at] != markdown[at + 1] ? 2 : 1;
        }

        return language;
    }
}
