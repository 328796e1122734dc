using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>Turns a JSON value into what helpers take, or says what is wrong with it. Pure; never shows what the value holds.</summary>
internal static class ValueReader
{
    // A year later tg-time's 31 bits are used up.
    private const int LastYear = 2037;
    private const decimal LargestAmount = 1_000_000_000_000m;
    private const long LargestCount = 1_000_000_000_000;
    private const long LargestPerson = 1L << 52; // docs/telegram.md 35

    /// <summary>True for null, and for a text that shows nothing, as everywhere.</summary>
    public static bool IsLeftOut(JsonElement json) => json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        || (json.ValueKind == JsonValueKind.String && UserText.Of(json) is { } text && BlankText.Is(text));

    /// <summary>Reads a value.</summary>
    /// <returns>What is wrong with it, ready to stand after "value name", or null.</returns>
    public static string? Read(TemplateValue spec, JsonElement json, out object? value)
    {
        value = spec.Kind switch
        {
            ValueKind.Text or ValueKind.Phone => UserText.OneLine(json),
            ValueKind.Lines => UserText.Lines(json),
            ValueKind.Whole => Whole(json),
            ValueKind.Amount => Amount(json),
            ValueKind.Currency => Code(json),
            ValueKind.Date => Day(json),
            ValueKind.Times => Times(json),
            ValueKind.Moment => Moment(json),
            ValueKind.Flag => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null,
            ValueKind.Person => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var person) && person is > 0 and < LargestPerson ? person : null,
            ValueKind.Choice => UserText.Of(json) is { } word && spec.Choices.Contains(word) ? word : null,
            _ => throw new InvalidOperationException($"No reader for {spec.Kind}."),
        };
        return value is null ? $"must be {Format(spec)}" : null;
    }

    /// <summary>The form of a value, in words.</summary>
    public static string Format(TemplateValue spec) => spec.Kind switch
    {
        ValueKind.Text or ValueKind.Lines or ValueKind.Phone => "a text of valid Unicode",
        ValueKind.Whole => "a whole number of at most 12 digits",
        ValueKind.Amount => "an amount as a number such as 8000 or 8000.50, at most 12 digits before the point",
        ValueKind.Currency => "a currency code of three capitals, for example RUB",
        ValueKind.Date => "a day as yyyy-MM-dd, for example 2026-12-24",
        ValueKind.Times => "a non-empty list of times as HH:mm, for example [\"10:00\",\"11:00\"]",
        ValueKind.Moment => "an instant as ISO 8601 with its offset between 1970 and 2037, for example 2026-12-20T11:02:00Z",
        ValueKind.Flag => "true or false",
        ValueKind.Person => "the number of a person at Telegram, for example 123456789",
        _ => $"one of {string.Join(", ", spec.Choices)}",
    };

    private static object? Whole(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) && number is >= -LargestCount and <= LargestCount ? number : null;

    private static object? Amount(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var amount) && Math.Abs(amount) <= LargestAmount && IsExact(json.GetRawText()) ? amount : null;

    // Of more digits the type would make another amount.
    private static bool IsExact(string number) => number.Count(char.IsAsciiDigit) <= 28 && !number.Contains('e', StringComparison.OrdinalIgnoreCase);

    private static string? Code(JsonElement json) =>
        UserText.Of(json) is { Length: 3 } code && code.All(char.IsAsciiLetterUpper) ? code : null;

    private static object? Day(JsonElement json) =>
        DateOnly.TryParseExact(UserText.Of(json), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string[]? Times(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
        {
            return null;
        }

        var times = new string[json.GetArrayLength()];
        var next = 0;
        foreach (var element in json.EnumerateArray())
        {
            if (UserText.Of(element) is not { Length: 5 } time || !TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                return null;
            }

            times[next++] = time;
        }

        return times;
    }

    private static object? Moment(JsonElement json) =>
        HasOffset(json) && json.TryGetDateTimeOffset(out var moment) && moment.Year is >= 1970 and <= LastYear
            && moment.ToUnixTimeSeconds() >= 0
            ? moment
            : null;

    // Without an offset the parser would take the machine's own time zone.
    private static bool HasOffset(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && UserText.Of(json) is { Length: >= 17 } text && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-');
}
