using System.Buffers;
using System.Text.Json;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>Texts as people typed them, made fit to stand inside a message: their own characters, without those that would break its lines or turn their direction.</summary>
internal static class UserText
{
    private static readonly SearchValues<char> Directions =
        SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>The text of a JSON string, or the digits of a number; null when it is neither, or no valid Unicode.</summary>
    public static string? Of(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.String => json.GetString(),
                JsonValueKind.Number => json.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate written as \ud800: valid JSON that is no text, and no UTF-8 for Telegram.
            return null;
        }
    }

    /// <summary>One line: line breaks and control characters become spaces.</summary>
    public static string? OneLine(JsonElement json) => Clean(Of(json), keepLines: false);

    /// <summary>Several lines: control characters become spaces, the carriage return goes.</summary>
    public static string? Lines(JsonElement json) => Clean(Of(json), keepLines: true);

    private static string? Clean(string? typed, bool keepLines)
    {
        if (typed is null)
        {
            return null;
        }

        // They turn the order of what follows, also of our own words.
        if (typed.AsSpan().ContainsAny(Directions))
        {
            typed = string.Concat(typed.Where(c => !Directions.Contains(c)));
        }

        if (keepLines && typed.Contains('\r'))
        {
            typed = typed.Replace("\r\n", "\n", StringComparison.Ordinal);
        }

        return typed.AsSpan().ContainsAnyInRange('\0', '\u001F') || typed.AsSpan().ContainsAny('\u0085', '\u2028', '\u2029')
            ? string.Create(typed.Length, (typed, keepLines), static (span, from) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    var c = from.typed[i];
                    span[i] = (c < ' ' || c is '\u0085' or '\u2028' or '\u2029') && !(from.keepLines && c == '\n') ? ' ' : c;
                }
            })
            : typed;
    }
}
