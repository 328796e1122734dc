using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>How a person is found in stored data, and the text that replaces it.</summary>
public sealed partial class PersonTraces
{
    /// <summary>The text that replaces erased data.</summary>
    public const string Erased = "erased";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A member that stands there twice could not be changed.
    internal static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private const int MinName = 2;
    private const int MinId = 4;
    internal const int LocalDigits = 10;

    private readonly HashSet<string> _notes;
    private readonly PhoneNumbers _phones;
    private readonly Regex? _names;
    private readonly PersonTraces? _anywhere;
    private readonly HashSet<string> _bookings;
    private readonly Regex? _listed;

    /// <summary>Creates it from what is known of the person. Former bookings have another customer now: they are not the person's, but what is kept about them may name the person.</summary>
    public PersonTraces(IEnumerable<string> bookingIds, IEnumerable<string> names, IEnumerable<string> phones, IEnumerable<string> notes, IEnumerable<string> chatIds, IEnumerable<string>? formerBookingIds = null)
    {
        BookingIds = bookingIds.ToHashSet(StringComparer.Ordinal);
        _bookings = [.. BookingIds, .. formerBookingIds ?? []];
        _listed = Listed(_bookings);
        ChatIds = chatIds.ToHashSet(StringComparer.Ordinal);
        Phones = [.. phones.Where(phone => phone != Erased)];
        Names = [.. names.Select(name => name.Trim()).Where(name => name != Erased && name.Length >= MinName).Distinct(StringComparer.Ordinal)];
        Notes = [.. notes.Where(note => note.Length > 0 && note != Erased)];
        _notes = Notes.ToHashSet(StringComparer.Ordinal);
        _phones = new PhoneNumbers(Phones);
        // The longest first: of "Anna" and "Anna Petrova" the one that stands there.
        var known = Names.OrderByDescending(name => name.Length).Select(name => string.Join(@"\s+", name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape))).ToList();
        // A first name and a note are other people's too.
        var full = Names.Where(name => name.Any(char.IsWhiteSpace)).ToList();
        _anywhere = full.Count == Names.Count && Notes.Count == 0 ? null : new PersonTraces(BookingIds, full, Phones, [], ChatIds);
        _names = known.Count == 0 ? null : new Regex($@"(?<![\p{{L}}\p{{N}}])(?:{string.Join('|', known)})(?![\p{{L}}\p{{N}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    /// <summary>The bookings in which the person is named.</summary>
    public IReadOnlySet<string> BookingIds { get; }

    /// <summary>The person's chats with the bot.</summary>
    public IReadOnlySet<string> ChatIds { get; }

    /// <summary>The person's phone numbers, as they were written.</summary>
    public IReadOnlyList<string> Phones { get; }

    /// <summary>What the person is called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Texts that are the person's as a whole.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The digits of a phone number by which it is compared: of long ones the last ten, so that +7 and 8 before them are one number.</summary>
    public static string DigitsOf(string phone) => string.Concat(phone.Where(char.IsAsciiDigit)) is var digits && digits.Length > LocalDigits ? digits[^LocalDigits..] : digits;

    /// <summary>Each number of a text by which it is compared: the whole, and of several that are written in one text each.</summary>
    public static IReadOnlySet<string> NumbersOf(string phone) => PhoneNumbers.PartsOf(phone).Append(phone).Select(DigitsOf).Where(digits => digits.Length > 0).ToHashSet(StringComparer.Ordinal);

    /// <summary>The text without the person.</summary>
    public string Clean(string text)
    {
        if (_notes.Contains(text))
        {
            return Erased;
        }

        var cleaned = _names?.Replace(text, Erased) ?? text;
        cleaned = _phones.Replace(cleaned, Erased);
        return ChatIds.Count == 0 ? cleaned : NumberForm().Replace(cleaned, match => ChatIds.Contains(match.Value) ? Erased : match.Value);
    }

    /// <summary>What is taken out of a body of which nothing says whose it is: all where it is about a booking or a chat of the person or holds the phone number, else no single name and no note (docs/decisions/0472).</summary>
    public PersonTraces In(JsonNode body) => _anywhere is { } anywhere && !Concerns(body, member: null) ? anywhere : this;

    /// <summary>Cleans every text within; true where something was changed.</summary>
    public bool Clean(JsonNode? node) => Clean(node, isByStaff: false);

    /// <summary>The JSON without the person, or the text where it is no JSON.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="isOfPerson">True where it is known to be about the person; false where only what stands in it says so.</param>
    public string CleanJson(string text, bool isOfPerson)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) is { } json && (isOfPerson ? this : In(json)).Clean(json) ? json.ToJsonString(Readable) : text;
        }
        catch (Exception e) when (WireJsonCheck.IsRefusal(e))
        {
            return CleanUnread(text);
        }
    }

    /// <summary>JSON that no reader takes, as a text without the person: letters that it writes by their numbers count as themselves.</summary>
    public string CleanUnread(string json)
    {
        var plain = EscapeForm().Replace(json, match => match.Groups["code"] is { Success: true, Value: var code } && (char)int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var letter && char.IsLetterOrDigit(letter)
            ? letter.ToString()
            : match.Value);
        return Clean(plain) is var cleaned && cleaned != plain ? cleaned : json;
    }

    private bool Clean(JsonNode? node, bool isByStaff)
    {
        switch (node)
        {
            case JsonObject members:
                var staffs = IsByStaff(members) ?? isByStaff;
                // All of them: no short circuit.
                return members.Where(member => !(staffs && Plain(member.Key) == "decidedby")).ToList().Aggregate(false, (changed, member) => CleanAt(member.Value, staffs, cleaned => members[member.Key] = cleaned) | changed);
            case JsonArray elements:
                return Enumerable.Range(0, elements.Count).Aggregate(false, (changed, at) => CleanAt(elements[at], isByStaff, cleaned => elements[at] = cleaned) | changed);
            default:
                return false;
        }
    }

    private bool CleanAt(JsonNode? value, bool isByStaff, Action<JsonNode> replace)
    {
        if (value is not JsonValue plain)
        {
            return Clean(value, isByStaff);
        }

        if (plain.TryGetValue<string>(out var text) && Clean(text) is var cleaned && cleaned != text)
        {
            replace(JsonValue.Create(cleaned));
            return true;
        }

        if (plain.TryGetValue<long>(out var number) && ChatIds.Contains(number.ToString(CultureInfo.InvariantCulture)))
        {
            // A text in its place could not be read any more.
            replace(JsonValue.Create(0));
            return true;
        }

        return false;
    }

    private bool Concerns(JsonNode? node, string? member) => node switch
    {
        JsonObject members => members.Any(at => Concerns(at.Value, at.Key)),
        JsonArray elements => elements.Any(element => Concerns(element, member)),
        JsonValue value when value.TryGetValue<string>(out var text) => (IsBooking(member) && _bookings.Contains(text)) || Identifies(text),
        JsonValue value when value.TryGetValue<long>(out var number) && number.ToString(CultureInfo.InvariantCulture) is var digits => ChatIds.Contains(digits) || (IsBooking(member) && _bookings.Contains(digits)),
        _ => false,
    };

    private bool Identifies(string text) => _listed?.IsMatch(text) == true || _phones.Replace(text, Erased) != text || (ChatIds.Count > 0 && NumberForm().Matches(text).Any(match => ChatIds.Contains(match.Value)));

    private static bool IsBooking(string? member) => Plain(member) is "bookingid" or "id";

    /// <summary>True in what says that a booking was confirmed or rejected, which only staff do; false where it was cancelled, which the customer may have done; null where it says nothing.</summary>
    private static bool? IsByStaff(JsonObject members)
    {
        var said = members.Where(member => Plain(member.Key) is "type" or "state" or "template" or "messagetype").SelectMany(member => member.Value is JsonArray several ? several.ToArray() : [member.Value])
            .Select(value => value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : "").ToList();
        return said.Exists(text => Has(text, "cancel")) ? false
            : said.Exists(text => Has(text, "confirm") || Has(text, "reject")) ? true
            : null;

        static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The ids as they stand in a text: as a word of their own, and those that may be a number or a word of it only as lists have them.</summary>
    private static Regex? Listed(IEnumerable<string> bookings)
    {
        var ids = bookings.Select(WebUtility.HtmlEncode).OfType<string>().Select(id => id.Length >= MinId && id.Any(char.IsAsciiDigit) && !id.All(char.IsAsciiDigit)
            ? $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(id)}(?![\p{{L}}\p{{N}}])"
            : $"<code>{Regex.Escape(id)}</code>").ToList();
        return ids.Count == 0 ? null : new Regex(string.Join('|', ids), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    private static string? Plain(string? member) => member?.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    // Each with the backslash before it, so that an escaped backslash begins no other.
    [GeneratedRegex(@"\\(u(?<code>[0-9A-Fa-f]{4})|.)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex EscapeForm();

    [GeneratedRegex(@"(?<![0-9\-.])[1-9][0-9]{2,15}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex NumberForm();
}
