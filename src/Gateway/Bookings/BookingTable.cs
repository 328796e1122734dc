using System.Globalization;
using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>
/// Bookings as comma-separated values, for people with a spreadsheet: UTF-8 with its mark, without which Excel takes it for the machine's own code page; every field in quotes; and no field
/// that a spreadsheet would take for a formula: one that begins with = + - @ or a tab gets an apostrophe before it, phone numbers too.
/// </summary>
internal static class BookingTable
{
    // Formulas and macros know columns by their places: these stay, and what a summary has besides follows them.
    private static readonly string[] First =
    [
        "booking_id", "state", "created_at", "decided_by", "decided_at", "reason", "service", "date", "time_slots", "client_name", "client_phone", "people_count", "total_price", "currency",
    ];

    private static readonly IReadOnlyList<WireMember> Columns = [.. WireShape.Of(typeof(BookingSummary)).Members.OrderBy(member => Array.IndexOf(First, member.Name) is >= 0 and var place ? place : First.Length)];

    /// <summary>Begins a table with its header.</summary>
    public static async Task<StreamWriter> BeginAsync(Stream body)
    {
        var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(string.Join(',', Columns.Select(column => column.Name)) + "\r\n");
        return writer;
    }

    /// <summary>Writes the rows.</summary>
    public static async Task WriteAsync(StreamWriter writer, IReadOnlyList<BookingSummary> bookings, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var booking in bookings)
        {
            text.AppendJoin(',', Columns.Select(column => Quoted(Text(column, booking)))).Append("\r\n");
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

    private static string? Text(WireMember column, BookingSummary booking) => column.Property.GetValue(booking) switch
    {
        null => column.Name == "currency" ? Currencies.Default : null,
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable<string> texts => string.Join(' ', texts),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
