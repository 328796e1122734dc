using System.Globalization;
using System.Text;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>
/// Bookings as comma-separated values, for people with a spreadsheet: UTF-8 with its mark, without which Excel takes it for the machine's own code page; every field in quotes; and no field
/// that a spreadsheet would take for a formula: one that begins with = + - @ or a tab gets an apostrophe before it, phone numbers too.
/// </summary>
internal static class BookingTable
{
    private const string Header = "booking_id,state,created_at,decided_by,decided_at,reason,service,date,time_slots,client_name,client_phone,people_count,total_price,currency";

    /// <summary>Begins a table with its header.</summary>
    public static async Task<StreamWriter> BeginAsync(Stream body)
    {
        var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Header + "\r\n");
        return writer;
    }

    /// <summary>Writes the rows.</summary>
    public static async Task WriteAsync(StreamWriter writer, IReadOnlyList<BookingSummary> bookings, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var booking in bookings)
        {
            text.AppendJoin(',', Fields(booking).Select(Quoted)).Append("\r\n");
        }

        await writer.WriteAsync(text, cancellationToken);
        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>A field in quotes, harmless in a spreadsheet.</summary>
    internal static string Quoted(string? value)
    {
        var text = value ?? "";
        var isFormula = text.AsSpan().TrimStart() is [var first, ..] && first is '=' or '+' or '-' or '@' || text is ['\t' or '\r' or '\n', ..];
        return $"\"{(isFormula ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static IEnumerable<string?> Fields(BookingSummary booking) =>
    [
        booking.BookingId, booking.State, Moment(booking.CreatedAt), booking.DecidedBy, Moment(booking.DecidedAt), booking.Reason, booking.Service,
        booking.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), string.Join(' ', booking.TimeSlots), booking.ClientName, booking.ClientPhone,
        booking.PeopleCount.ToString(CultureInfo.InvariantCulture), booking.TotalPrice.ToString(CultureInfo.InvariantCulture), booking.Currency ?? Currencies.Default,
    ];

    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
