namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>A text that begins with a command.</summary>
/// <param name="Name">The command in lower case, without slash and bot name.</param>
/// <param name="Bot">The bot that it names, without <c>@</c>; null when it names none.</param>
/// <param name="Argument">What follows, trimmed; empty when nothing does.</param>
public sealed record CommandLine(string Name, string? Bot, string Argument)
{
    /// <summary>Reads a text; null when it is no command.</summary>
    public static CommandLine? Parse(string text)
    {
        if (text.Length < 2 || text[0] != '/')
        {
            return null;
        }

        var end = text.IndexOfAny([' ', '\n', '\t', '\r']);
        var word = end < 0 ? text[1..] : text[1..end];
        var at = word.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? word : word[..at];
        if (name.Length is 0 or > 32 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return null;
        }

        return new(name.ToLowerInvariant(), at < 0 ? null : word[(at + 1)..], end < 0 ? "" : text[end..].Trim());
    }
}
