using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Which bookings a question means, whatever their state.</summary>
internal sealed class BookingFilter(ListBookings question)
{
    /// <summary>Fewer digits are a part of nearly every phone number.</summary>
    private const int MinDigits = 3;

    private readonly string? _digits = question.Search is { } text && text.All(IsOfPhone) && DigitsOf(text) is { Length: >= MinDigits } digits ? digits : null;

    /// <summary>True for a booking that is meant.</summary>
    /// <param name="row">The booking.</param>
    /// <param name="digits">Of its phone number.</param>
    public bool Passes(BookingRow row, string digits)
    {
        var booking = row.Summary;
        return (question.From is not { } from || booking.CreatedAt >= from)
            && (question.To is not { } to || booking.CreatedAt < to)
            && (question.DecidedFrom is not { } decidedFrom || booking.DecidedAt >= decidedFrom)
            && (question.DecidedTo is not { } decidedTo || booking.DecidedAt < decidedTo)
            && (question.DecidedBy is not { } by || string.Equals(booking.DecidedBy, by, StringComparison.OrdinalIgnoreCase))
            && (question.Date is not { } date || booking.Date == date)
            && (question.Chat is not { } chat || row.Chats.Contains(chat, StringComparer.Ordinal))
            && (question.Search is not { } search || IsIn(search, booking, digits));
    }

    /// <summary>The digits of a phone number.</summary>
    public static string DigitsOf(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));

    private bool IsIn(string search, BookingSummary booking, string digits) =>
        booking.BookingId.Contains(search, StringComparison.OrdinalIgnoreCase)
        || booking.ClientName.Contains(search, StringComparison.OrdinalIgnoreCase)
        || (_digits is not null && digits.Contains(_digits, StringComparison.Ordinal));

    // Spaces, brackets and dashes do not count.
    private static bool IsOfPhone(char c) => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '(' or ')' or '.' or '/';
}
