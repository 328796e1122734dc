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
            if (i + 1 < typed.Length && !char.IsWhiteSpace(typed[i + 1]) && Joins(typed, i))
            {
                shown.Append(WordJoiner);
            }
        }

        return shown.ToString();
    }

    private static bool Joins(string typed, int at) => typed[at] switch
    {
        '@' or '#' or '$' => true,
        // A command's first sign, and what stands before an address: http://localhost, tg://resolve.
        '/' => typed[at + 1] != '/' && !(at > 0 && (IsOfWord(typed[at - 1]) || typed[at - 1] is '<' or '>')),
        // The dots of a name, whatever stands before them: its last part begins with a letter. Numbers and dates stay, but for the four numbers of an address.
        '.' => char.IsLetter(typed[at + 1]) || char.IsSurrogate(typed[at + 1]) || IsOfFourNumbers(typed, at),
        _ => false,
    };

    private static bool IsOfFourNumbers(string typed, int at)
    {
        var (from, to) = (at, at);
        while (from > 0 && IsOfNumbers(typed[from - 1]))
        {
            from--;
        }

        while (to + 1 < typed.Length && IsOfNumbers(typed[to + 1]))
        {
            to++;
        }

        return typed.AsSpan(from, to - from + 1).Count('.') >= 3;
    }

    private static bool IsOfNumbers(char c) => char.IsAsciiDigit(c) || c == '.';

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
