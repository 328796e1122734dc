using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>Where a page of a list that is ordered by time ended: the next one begins behind it. To callers it is an opaque text.</summary>
/// <param name="Score">The order's number, milliseconds since 1970 in most lists.</param>
/// <param name="Member">What tells entries of one number apart.</param>
internal readonly record struct PageCursor(long Score, string Member)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static PageCursor? Read(string text)
    {
        var bytes = new byte[text.Length];
        if (text.Length > 500 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('|', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var score) ? new PageCursor(score, parts[1]) : null;
    }

    /// <summary>The cursor of another service's <c>score:member</c>; null where there is none.</summary>
    public static PageCursor? Of(string? next) =>
        next?.Split(':', 2) is [var score, var member] && long.TryParse(score, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new PageCursor(number, member) : null;

    /// <summary>True for a place in a list that is ordered by a moment and then by ids, as UUIDs without dashes.</summary>
    public static bool IsOfIds(PageCursor cursor) => cursor.Score >= 0 && Guid.TryParseExact(cursor.Member, "N", out _);

    /// <summary>True for a place behind another, newest first.</summary>
    public bool IsBehind(PageCursor other) => Score < other.Score || (Score == other.Score && string.CompareOrdinal(Member, other.Member) < 0);

    /// <summary>The text for callers.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Score}|{Member}")));
}
