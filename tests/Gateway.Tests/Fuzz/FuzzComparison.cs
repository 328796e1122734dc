using System.Collections;
using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>Holds what was taken against what was sent, member by member, without the reader that took it.</summary>
internal static class FuzzComparison
{
    /// <summary>The first member that has another value than was sent; null where none has.</summary>
    /// <param name="sent">The body, of which every member stands there once.</param>
    /// <param name="taken">What was made of it.</param>
    /// <param name="onlyGiven">True where members that were not sent may have got a value.</param>
    /// <param name="except">Members that are set by the call.</param>
    public static string? Difference(JsonElement sent, object taken, bool onlyGiven, params string[] except)
    {
        var shape = WireShape.Of(taken.GetType());
        var empty = Activator.CreateInstance(shape.Type)!;
        var given = sent.EnumerateObject().Where(entry => shape.Find(entry.Name) is not null).ToDictionary(entry => shape.Find(entry.Name)!, entry => entry.Value);
        foreach (var member in shape.Members.Where(member => !except.Contains(member.Name)))
        {
            var value = member.Property.GetValue(taken);
            var isGiven = given.TryGetValue(member, out var json) && !IsNone(member, json);
            if (isGiven ? !IsSame(json, value, member) : !onlyGiven && !Equals(value, member.Property.GetValue(empty)))
            {
                return $"{shape.Type.Name}.{member.Name} is {Shown(value)}, and {(isGiven ? json.GetRawText() : "nothing")} was sent";
            }
        }

        return null;
    }

    private static bool IsNone(WireMember member, JsonElement json) =>
        json.ValueKind == JsonValueKind.Null || (json.ValueKind == JsonValueKind.String && !member.TakesBlank && BlankText.Is(json.GetString()!));

    private static bool IsSame(JsonElement json, object? value, WireMember member) => value switch
    {
        null => false,
        string text when json.ValueKind == JsonValueKind.Number => member.TakesNumber && json.GetRawText() == text,
        string text => json.ValueKind == JsonValueKind.String && string.Equals(json.GetString(), text, member.Choices is null ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase),
        int or long or decimal => Digits(Text(json)) == Digits(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        bool flag => string.Equals(Text(json), flag.ToString(), StringComparison.OrdinalIgnoreCase),
        DateOnly day => Text(json) == day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => DateTimeOffset.Parse(Text(json), CultureInfo.InvariantCulture) == moment && (Text(json)[^1] is 'Z' or 'z' || Text(json)[^6] is '+' or '-'),
        Guid id => Guid.Parse(Text(json)) == id,
        Enum choice => string.Equals(Text(json).Replace("_", "", StringComparison.Ordinal), choice.ToString(), StringComparison.OrdinalIgnoreCase),
        JsonElement other => JsonElement.DeepEquals(json, other),
        IReadOnlyDictionary<string, JsonElement> values => json.EnumerateObject().Count() == values.Count && json.EnumerateObject().All(entry => values.TryGetValue(entry.Name, out var one) && JsonElement.DeepEquals(entry.Value, one)),
        IReadOnlyList<string> texts => json.EnumerateArray().Select(entry => entry.GetString()).SequenceEqual(texts),
        IReadOnlyList<long> numbers => json.EnumerateArray().Select(entry => entry.GetRawText()).SequenceEqual(numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))),
        IList records => json.GetArrayLength() == records.Count && json.EnumerateArray().Zip(records.Cast<object>()).All(pair => Difference(pair.First, pair.Second, onlyGiven: false) is null),
        _ => Difference(json, value, onlyGiven: false) is null,
    };

    private static string Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();

    /// <summary>The digits of a number without what does not change its value; nothing is rounded.</summary>
    private static string Digits(string number)
    {
        var plain = number.TrimStart('-');
        var parts = plain.Split('.');
        var (whole, rest) = (parts[0].TrimStart('0'), parts.Length > 1 ? parts[1].TrimEnd('0') : "");
        var value = $"{(whole.Length == 0 ? "0" : whole)}.{rest}";
        return value == "0." || plain == number ? value : $"-{value}";
    }

    private static string Shown(object? value) => value is null ? "nothing" : JsonSerializer.Serialize(value, value.GetType());
}
