using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Moments that every reader sees in a time zone of their own (docs/telegram.md 28).</summary>
internal static class TelegramMoment
{
    /// <summary>The entity of a moment; null for one without a time, which stays plain text.</summary>
    /// <param name="entity">Where it stands.</param>
    /// <param name="unix">Seconds since 1970.</param>
    /// <param name="format"><c>r</c>, or any of <c>w</c>, <c>d</c>, <c>D</c>, <c>t</c> and <c>T</c> in any order.</param>
    public static MessageEntity? Entity(MessageEntity entity, int unix, string? format)
    {
        var normal = Normal(format ?? "");
        return unix > 0
            ? entity with { Type = "date_time", UnixTime = unix, DateTimeFormat = normal }
            : null;
    }

    /// <summary>The format of an entity that a call brings along, as Telegram gives it back; of the short and the long form the last counts. Null for no format.</summary>
    /// <param name="format">As it was given.</param>
    public static string? Format(string format)
    {
        if (format is "r" or "R")
        {
            return "r";
        }

        return format.All(c => c is 't' or 'T' or 'd' or 'D' or 'w' or 'W') ? $"{(format.Contains('w', StringComparison.OrdinalIgnoreCase) ? "w" : "")}{Last('d', 'D')}{Last('t', 'T')}" : null;

        string Last(char one, char other) => format.LastIndexOfAny([one, other]) is >= 0 and var at ? $"{format[at]}" : "";
    }

    /// <summary>The format as Telegram gives it back.</summary>
    private static string Normal(string format)
    {
        if (format is "r" or "R")
        {
            return "r";
        }

        return format.All(c => c is 't' or 'T' or 'd' or 'D' or 'w' or 'W')
            ? $"{(format.Contains('w', StringComparison.OrdinalIgnoreCase) ? "w" : "")}{Shorter('d')}{Shorter('t')}"
            : throw new TelegramMarkupException("Invalid date format used");

        // Where both are given the short form is taken.
        string Shorter(char letter) => format.Contains(letter) ? $"{letter}" : format.Contains(char.ToUpperInvariant(letter)) ? $"{char.ToUpperInvariant(letter)}" : "";
    }
}
