using System.Buffers;
using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// Ids, names and reasons come from outside. A line break in one of them would begin a second log line, an escape sequence would
/// command the reader's terminal, and a direction mark would show the line in another order than it has.
/// </summary>
public static class SafeText
{
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat([0x061C, 0x200E, 0x200F]).Concat(Enumerable.Range(0x2028, 7)).Concat(Enumerable.Range(0x2066, 4)).Select(code => (char)code)]);

    /// <summary>The text with every control character, line separator and direction mark as <c>\uXXXX</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keep">Characters that stay as they are.</param>
    public static string Escape(string text, string keep = "")
    {
        if (!text.AsSpan().ContainsAny(Unsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (Unsafe.Contains(character) && !keep.Contains(character, StringComparison.Ordinal))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                safe.Append(character);
            }
        }

        return safe.ToString();
    }
}
