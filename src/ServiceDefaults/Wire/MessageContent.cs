using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>
/// The content of a message, field by field, so that two of one id can be compared. Each field is kept as a hash of its value:
/// enough to tell which fields differ, and no second copy of names and telephone numbers.
/// </summary>
public static class MessageContent
{
    private const decimal One = 1.0000000000000000000000000000m;

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<(PropertyInfo Property, string Name)>> Known = new();

    /// <summary>A booking's fields, without how it came and who asked before. The order of its time slots says nothing.</summary>
    public static IReadOnlyDictionary<string, string> Of(BookingCreated booking) => AsItCame(booking with { TimeSlots = [.. booking.TimeSlots.Order(StringComparer.Ordinal)] });

    /// <summary>The same as the last release hashed it, with the time slots as they came: what that accepted is remembered for 30 days.</summary>
    public static IReadOnlyDictionary<string, string> AsItCame(BookingCreated booking) =>
        Of(booking with { Currency = booking.Currency ?? Currencies.Default }, nameof(BookingCreated.Via), nameof(BookingCreated.AllowPast), nameof(BookingCreated.Asked), nameof(BookingCreated.CardMessageId), nameof(BookingCreated.CardChatId));

    /// <summary>A message's fields, without when it was ordered.</summary>
    public static IReadOnlyDictionary<string, string> Of(SendMessage message) => Of(message, nameof(SendMessage.CreatedAt));

    /// <summary>The same as the last release hashed it, with JSON as it came: what that accepted is remembered for 30 days (docs/decisions/0433).</summary>
    public static IReadOnlyDictionary<string, string> AsItCame(SendMessage message) => Of(message, value => value switch
    {
        JsonElement => value,
        IReadOnlyDictionary<string, JsonElement> values => values.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray(),
        _ => Comparable(value),
    }, nameof(SendMessage.CreatedAt));

    /// <summary>The names of the fields that differ, sorted; empty where none does.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second) =>
        [.. first.Keys.Union(second.Keys, StringComparer.Ordinal).Where(field => first.GetValueOrDefault(field) != second.GetValueOrDefault(field)).Order(StringComparer.Ordinal)];

    private static Dictionary<string, string> Of(object message, params string[] except) => Of(message, Comparable, except);

    private static Dictionary<string, string> Of(object message, Func<object, object> comparable, params string[] except)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (property, name) in Known.GetOrAdd(message.GetType(), MembersOf))
        {
            if (!except.Contains(property.Name) && property.GetValue(message) is { } value)
            {
                fields[name] = Hash(comparable(value));
            }
        }

        return fields;
    }

    private static IReadOnlyList<(PropertyInfo Property, string Name)> MembersOf(Type type) => [.. type.GetProperties().Select(property => (property, JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)))];

    private static string Hash(object comparable)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(comparable, comparable.GetType()), hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    private static object Comparable(object value) => value switch
    {
        decimal amount => amount / One, // 8000 and 8000.00 are one amount.
        DateTimeOffset moment => moment.UtcTicks,
        IReadOnlyDictionary<string, JsonElement> values => values.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value))).ToArray(),
        JsonElement json => Sorted(json) ?? value,
        _ => value,
    };

    // The order of members, and zeros behind a point, say nothing.
    private static JsonNode? Sorted(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(json.EnumerateObject().OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Name, Sorted(entry.Value)))),
        JsonValueKind.Array => new JsonArray([.. json.EnumerateArray().Select(Sorted)]),
        JsonValueKind.Number when json.GetRawText() is { Length: <= 28 } digits && decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number / One),
        _ => JsonValue.Create(json),
    };
}
