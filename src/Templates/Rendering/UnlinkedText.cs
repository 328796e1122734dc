using System.Text;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>
/// Typed texts that Telegram makes no links of. It finds addresses, names with @, commands, hashtags and cashtags in every text by itself, and no escape tells it not to: an invisible
/// word joiner inside them does, and changes nothing that is seen (docs/decisions/0191). A telephone number stays one that can be pressed.
/// </summary>
internal static class UnlinkedText
{
    private const char WordJoiner = '\u2060';

    /// <summary>The text without anything that would become a link.</summary>
    public static string Of(string typed)
    {
        if (!typed.AsSpan().ContainsAny("@/.#$"))
        {
            return typed;
        }

        var shown = new StringBuilder(typed.Length + 8);
        for (var i = 0; i < typed.Length; i++)
        {
            shown.Append(typed[i]);
            if (i + 1 < typed.Length && Joins(i > 0 ? typed[i - 1] : ' ', typed[i], typed[i + 1]))
            {
                shown.Append(WordJoiner);
            }
        }

        return shown.ToString();
    }

    private static bool Joins(char before, char sign, char after) => sign switch
    {
        '@' or '#' => IsOfWord(after),
        '$' => char.IsAsciiLetter(after),
        // A command's first sign, and what stands before an address: http://localhost, tg://resolve.
        '/' => IsOfWord(after) && !IsOfWord(before) && before is not ('<' or '>'),
        // The dots of a name; those of numbers and dates can begin no link once the scheme is cut off.
        '.' => IsOfWord(before) && (char.IsLetter(after) || char.IsSurrogate(after)),
        _ => false,
    };

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c);
}
