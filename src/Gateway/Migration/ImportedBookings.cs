using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>Open bookings of the system before this one, out of a file: a table of comma- or semicolon-separated values whose first line names the fields, a JSON array, or one JSON object a line. Each comes to a body of <c>POST /bookings</c>.</summary>
internal static class ImportedBookings
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["booking_id"] = "id",
        ["service_name"] = "service",
        ["service_type"] = "service",
        ["time_slot"] = "time_slots",
        ["slots"] = "time_slots",
        ["time"] = "time_slots",
        ["name"] = "client_name",
        ["phone"] = "client_phone",
        ["price"] = "total_price",
        ["message_id"] = "card_message_id",
        ["telegram_message_id"] = "card_message_id",
        ["chat_id"] = "card_chat_id",
        ["telegram_chat_id"] = "card_chat_id",
    };

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal) { "people_count", "card_message_id" };

    /// <summary>The bookings with their lines, or their places in an array; for an entry that is no booking only the problem.</summary>
    /// <exception cref="FormatException">The file is none of the three forms. The message says where.</exception>
    public static IReadOnlyList<ImportedBooking> Read(string text)
    {
        text = text.TrimStart('\uFEFF');
        try
        {
            return text.TrimStart() switch
            {
                ['[', ..] => [.. JsonNode.Parse(text)!.AsArray().Select((entry, index) => Json(index + 1, () => entry))],
                ['{', ..] => [.. text.Split('\n').Select((line, index) => (Line: index + 1, Text: line)).Where(line => line.Text.Trim().Length > 0).Select(line => Json(line.Line, () => JsonNode.Parse(line.Text)))],
                _ => Table(text),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException("It must be a table with a line of names, a JSON array of bookings, or one booking as a JSON object in each line.", e);
        }
    }

    // One that cannot be read does not stop the others.
    private static ImportedBooking Json(int line, Func<JsonNode?> read)
    {
        try
        {
            var given = read()!.AsObject();
            return Twice(given.Select(member => member.Key)) is { } twice ? new ImportedBooking(line, Booking: null, $"it has {twice}") : new ImportedBooking(line, Of(given));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return new ImportedBooking(line, Booking: null, "it is no JSON object with the fields of a booking");
        }
    }

    private static List<ImportedBooking> Table(string text)
    {
        var separator = text.Split('\n')[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var rows = SeparatedValues.Read(text, separator);
        if (rows is not [var header, .. var bookings] || header.Fields.Count < 2)
        {
            throw new FormatException("Its first line must name the fields, such as id,service,date,time_slots,client_name,client_phone,people_count,total_price.");
        }

        if (Twice(header.Fields.Select(name => name.Trim())) is { } twice)
        {
            throw new FormatException($"Its first line has {twice}");
        }

        return [.. bookings.Select(row => row.Fields.Count > header.Fields.Count
            ? new ImportedBooking(row.Line, Booking: null, $"it has {row.Fields.Count} fields, and the first line names {header.Fields.Count}: put a field that holds the separator into quotes")
            : new ImportedBooking(row.Line, Of(new JsonObject(row.Fields.Zip(header.Fields).Where(field => field.First.Length > 0).Select(field => KeyValuePair.Create(field.Second.Trim(), (JsonNode?)JsonValue.Create(field.First)))))))];
    }

    // Of two names for one field one would be passed over, and nobody could say which is meant.
    private static string? Twice(IEnumerable<string> names) => names.Where(name => name.Length > 0).GroupBy(Known, StringComparer.Ordinal).FirstOrDefault(field => field.Count() > 1) is { } twice
        ? $"{string.Join(" and ", twice)}, which are both {twice.Key}: take one out"
        : null;

    private static string Known(string name) => Names.GetValueOrDefault(name, name.ToLowerInvariant());

    private static JsonObject Of(JsonObject given)
    {
        var booking = new JsonObject();
        foreach (var (name, value) in given)
        {
            var known = Known(name);
            if (value is not null)
            {
                booking[known] = known == "time_slots" ? Slots(value) : known == "date" ? Day(value) : Value(known, value);
            }
        }

        return booking;
    }

    private static JsonNode Value(string name, JsonNode value) =>
        Numbers.Contains(name) && value.GetValueKind() == JsonValueKind.String && long.TryParse(value.GetValue<string>(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : value.DeepClone();

    // A date of Python's may be a moment: its day counts.
    private static JsonNode Day(JsonNode value) => value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 10 } moment && moment[10] is 'T' or ' ' ? JsonValue.Create(moment[..10]) : value.DeepClone();

    // 10:00;11:00, 10:00 11:00, ["10:00", "11:00"] or a time with its seconds.
    private static JsonArray Slots(JsonNode value)
    {
        var texts = value.GetValueKind() == JsonValueKind.Array ? value.AsArray().Select(slot => slot!.ToString()) : value.ToString().Split([';', ',', '|', ' ', '[', ']', '"', '\''], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. texts.Select(slot => (JsonNode)JsonValue.Create(slot is [_, _, ':', _, _, ':', ..] ? slot[..5] : slot))];
    }
}
