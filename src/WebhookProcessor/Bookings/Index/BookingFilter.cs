using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Which bookings a question means, whatever their state.</summary>
internal sealed class BookingFilter(ListBookings question)
{
    /// <summary>Fewer digits are a part of nearly every phone number.</summary>
    private const int MinDigits = 3;

    private const int MaxCountryCode = 3;

    private readonly string? _digits = question.Search is { } text && text.All(IsOfPhone) && DigitsOf(text) is { Length: >= MinDigits } digits ? digits : null;

    private readonly IReadOnlyList<string> _beginnings = question.Search is { } text && text.All(IsOfPhone) ? [.. BeginningsOf(text).Where(digits => digits.Length >= MinDigits)] : [];

    /// <summary>True for a booking that is meant.</summary>
    /// <param name="row">The booking.</param>
    /// <param name="phone">The digits of its phone number.</param>
    public bool Passes(BookingRow row, PhoneDigits phone)
    {
        var booking = row.Summary;
        return (question.From is not { } from || booking.CreatedAt >= from)
            && (question.To is not { } to || booking.CreatedAt < to)
            && (question.DecidedFrom is not { } decidedFrom || booking.DecidedAt >= decidedFrom)
            && (question.DecidedTo is not { } decidedTo || booking.DecidedAt < decidedTo)
            && (question.DecidedBy is not { } by || string.Equals(booking.DecidedBy, by, StringComparison.OrdinalIgnoreCase))
            && (question.Date is not { } date || booking.Date == date)
            && (question.Chat is not { } chat || row.Chats.Contains(chat, StringComparer.Ordinal))
            && (question.Search is not { } search || IsIn(search, booking, phone));
    }

    /// <summary>The digits of a text.</summary>
    public static string DigitsOf(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));

    private bool IsIn(string search, BookingSummary booking, PhoneDigits phone) =>
        booking.BookingId.Contains(search, StringComparison.OrdinalIgnoreCase)
        || booking.ClientName.Contains(search, StringComparison.OrdinalIgnoreCase)
        || (_digits is not null && phone.All.Contains(_digits, StringComparison.Ordinal))
        || _beginnings.Any(beginning => phone.Numbers.Any(number => number.StartsWith(beginning, StringComparison.Ordinal)));

    // How a number begins that is written with another way to its country than the one that is stored: +7, 8 and 007 are one. A whole number is its last ten digits.
    private static IEnumerable<string> BeginningsOf(string text)
    {
        var digits = DigitsOf(text);
        if (PersonTraces.DigitsOf(text) is var local && local.Length < digits.Length)
        {
            yield return local;
        }

        var isAbroad = digits.StartsWith("00", StringComparison.Ordinal);
        var international = isAbroad ? digits[2..] : text.TrimStart().StartsWith('+') ? digits : "";
        foreach (var code in Enumerable.Range(0, Math.Min(MaxCountryCode + 1, international.Length)))
        {
            yield return international[code..];
        }

        if (!isAbroad && digits is ['8' or '0', ..])
        {
            yield return digits[1..];
        }
    }

    // Spaces, brackets and dashes do not count.
    private static bool IsOfPhone(char c) => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '(' or ')' or '.' or '/';
}
