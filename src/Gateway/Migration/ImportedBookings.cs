using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>Open bookings of the system before this one, out of a file: a table of comma- or semicolon-separated values whose first line names the fields, a JSON array, or one JSON object a line. Each comes to a body of <c>POST /bookings</c>.</summary>
internal static partial class ImportedBookings
{
    // By their letters: snake_case, camelCase and PascalCase are one name.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["id"] = "id",
        ["bookingid"] = "id",
        ["servicename"] = "service",
        ["servicetype"] = "service",
        ["timeslot"] = "time_slots",
        ["slots"] = "time_slots",
        ["time"] = "time_slots",
        ["name"] = "client_name",
        ["phone"] = "client_phone",
        ["price"] = "total_price",
        ["messageid"] = "card_message_id",
        ["telegrammessageid"] = "card_message_id",
        ["chatid"] = "card_chat_id",
        ["telegramchatid"] = "card_chat_id",
    };

    /// <summary>The bookings with their lines, or their places in an array; for an entry that is no booking only the problem.</summary>
    /// <param name="text">The file.</param>
    /// <param name="zone">The studio's time zone, in which a moment has its day.</param>
    /// <exception cref="FormatException">The file is none of the three forms. The message says where.</exception>
    public static IReadOnlyList<ImportedBooking> Read(string text, TimeZoneInfo zone)
    {
        text = text.TrimStart('\uFEFF');
        try
        {
            return text.TrimStart() switch
            {
                ['[', ..] => [.. JsonNode.Parse(text)!.AsArray().Select((entry, index) => Json(index + 1, zone, () => entry))],
                ['{', ..] => [.. text.Split('\n').Select((line, index) => (Line: index + 1, Text: line)).Where(line => line.Text.Trim().Length > 0).Select(line => Json(line.Line, zone, () => JsonNode.Parse(line.Text)))],
                _ => Table(text, zone),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException("It must be a table with a line of names, a JSON array of bookings, or one booking as a JSON object in each line.", e);
        }
    }

    // One that cannot be read does not stop the others.
    private static ImportedBooking Json(int line, TimeZoneInfo zone, Func<JsonNode?> read)
    {
        try
        {
            var given = read()!.AsObject();
            // What cannot be written again cannot be handed over.
            _ = given.ToJsonString();
            return Twice(given.Select(member => member.Key)) is { } twice ? new ImportedBooking(line, Booking: null, $"it has {twice}") : new ImportedBooking(line, Of(given, zone));
        }
        catch (Exception e) when (e is NullReferenceException || WireJsonCheck.IsRefusal(e))
        {
            return new ImportedBooking(line, Booking: null, "it is no JSON object with the fields of a booking");
        }
    }

    private static List<ImportedBooking> Table(string text, TimeZoneInfo zone)
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
            : new ImportedBooking(row.Line, Of(new JsonObject(row.Fields.Zip(header.Fields).Where(field => field.First.Length > 0).Select(field => KeyValuePair.Create(field.Second.Trim(), (JsonNode?)JsonValue.Create(field.First)))), zone)))];
    }

    // Of two names for one field one would be passed over, and nobody could say which is meant.
    private static string? Twice(IEnumerable<string> names) => names.Where(name => name.Length > 0).GroupBy(Known, StringComparer.Ordinal).FirstOrDefault(field => field.Count() > 1) is { } twice
        ? $"{string.Join(" and ", twice)}, which are both {twice.Key}: take one out"
        : null;

    private static string Known(string name) =>
        Names.GetValueOrDefault(name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()) ?? WireShape.Of(typeof(BookingCreated)).Find(name)?.Name ?? name.ToLowerInvariant();

    private static JsonObject Of(JsonObject given, TimeZoneInfo zone)
    {
        var booking = new JsonObject();
        foreach (var (name, value) in given)
        {
            var known = Known(name);
            if (value is not null)
            {
                booking[known] = known == "time_slots" ? Slots(value) : known == "date" ? Day(value, zone) : Value(known, value);
            }
        }

        return booking;
    }

    private static JsonNode Value(string name, JsonNode value) =>
        IsWhole(name) && value.GetValueKind() == JsonValueKind.String && long.TryParse(value.GetValue<string>(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : value.DeepClone();

    // A table holds texts alone.
    private static bool IsWhole(string name) => WireShape.Of(typeof(BookingCreated)).Find(name)?.Type is { } type && (type == typeof(int) || type == typeof(long));

    // A date of Python's may be a moment: its day counts, with an offset that in the studio. What follows the day and is no time is left to be refused.
    private static JsonNode Day(JsonNode value, TimeZoneInfo zone)
    {
        if (value.GetValueKind() != JsonValueKind.String || MomentForm().Match(value.GetValue<string>()) is not { Success: true } moment)
        {
            return value.DeepClone();
        }

        if (!moment.Groups["offset"].Success)
        {
            return JsonValue.Create(moment.Groups["day"].Value);
        }

        var offset = moment.Groups["hours"].Success ? $"{moment.Groups["hours"].Value}:{(moment.Groups["minutes"] is { Success: true, Value: var minutes } ? minutes : "00")}" : "Z";
        return DateTimeOffset.TryParse($"{moment.Groups["day"].Value}T{moment.Groups["time"].Value}{offset}", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? JsonValue.Create(TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : value.DeepClone();
    }

    // 10:00;11:00, 10:00 11:00, ["10:00", "11:00"] or a time with its seconds.
    private static JsonArray Slots(JsonNode value)
    {
        var texts = value.GetValueKind() == JsonValueKind.Array ? value.AsArray().Select(slot => slot!.ToString()) : value.ToString().Split([';', ',', '|', ' ', '[', ']', '"', '\''], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. texts.Select(slot => (JsonNode)JsonValue.Create(SecondsForm().IsMatch(slot) ? slot[..5] : slot))];
    }

    [GeneratedRegex(@"\A(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?)(?<offset>Z|(?<hours>[+-][0-9]{2})(:?(?<minutes>[0-9]{2}))?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MomentForm();

    [GeneratedRegex(@"\A[0-9]{2}:[0-9]{2}:[0-5][0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecondsForm();
}
