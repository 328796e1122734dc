using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Reads the value of one member.</summary>
internal static partial class WireValue
{
    private const string HalfPair = "must not hold half a surrogate pair";
    private const string ListOfTexts = "must be a list of texts";

    /// <summary>The value; null where it is left out, or is wrong, which is then added to <paramref name="errors"/>.</summary>
    public static object? Read(ref Utf8JsonReader reader, WireMember member, WireErrors errors, string field, UnknownMembers unknown)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        string? text = null;
        if (reader.TokenType == JsonTokenType.String)
        {
            text = TextOf(ref reader);
            if (text is null)
            {
                errors.Form(field, HalfPair);
                return null;
            }

            if (string.IsNullOrWhiteSpace(text) && !member.TakesBlank)
            {
                return null;
            }
        }

        if (text is null && reader.TokenType == JsonTokenType.Number)
        {
            text = NumberOf(ref reader);
            if (member.Type == typeof(string) ? member.TakesNumber && text != "-0" && WholeForm().IsMatch(text) : IsWrittenAsNumber(member.Type))
            {
                return OfText(text, member, errors, field);
            }

            errors.Form(field, member.TakesNumber ? "must be a text or a whole number" : FormOf(member.Type));
            return null;
        }

        return text is not null ? OfText(text, member, errors, field) : Other(ref reader, member, errors, field, unknown);
    }

    private static object? Other(ref Utf8JsonReader reader, WireMember member, WireErrors errors, string field, UnknownMembers unknown)
    {
        var type = member.Type;
        if (type == typeof(bool) && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        if (type == typeof(IReadOnlyList<string>) && reader.TokenType == JsonTokenType.StartArray)
        {
            return Texts(ref reader, errors, field);
        }

        if (type == typeof(IReadOnlyList<long>) && reader.TokenType == JsonTokenType.StartArray)
        {
            return Numbers(ref reader, errors, field);
        }

        if (type == typeof(JsonElement))
        {
            return Json(ref reader, errors, field);
        }

        if (type == typeof(IReadOnlyDictionary<string, JsonElement>) && reader.TokenType == JsonTokenType.StartObject)
        {
            return Json(ref reader, errors, field) is { } json ? json.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value) : null;
        }

        if (reader.TokenType == JsonTokenType.StartObject && IsRecord(type))
        {
            return WireReader.ReadObject(ref reader, WireShape.Of(type), errors, field + ".", unknown);
        }

        if (reader.TokenType == JsonTokenType.StartArray && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && IsRecord(type.GetGenericArguments()[0]))
        {
            return Records(ref reader, type.GetGenericArguments()[0], errors, field, unknown);
        }

        reader.Skip();
        errors.Form(field, FormOf(type));
        return null;
    }

    private static object? OfText(string text, WireMember member, WireErrors errors, string field)
    {
        var type = member.Type;
        if (type == typeof(string))
        {
            return member.Choices?.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text;
        }

        object? value = type switch
        {
            _ when type == typeof(int) || type == typeof(long) => Whole(text, member, errors, field),
            _ when type == typeof(decimal) => Amount(text),
            _ when type == typeof(bool) => text.ToLowerInvariant() switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            _ when type == typeof(DateTimeOffset) => MomentForm().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null,
            _ when type == typeof(Guid) => Guid.TryParseExact(text, "D", out var id) || Guid.TryParseExact(text, "N", out id) ? id : null,
            _ when type.IsEnum => WireEnum.Read(type, text),
            _ => null,
        };
        if (value is null && !errors.Names(field))
        {
            errors.Form(field, FormOf(type));
        }

        return value;
    }

    private static object? Whole(string text, WireMember member, WireErrors errors, string field)
    {
        if (!WholeForm().IsMatch(text))
        {
            return null;
        }

        if (member.Type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) : (small = 0) != 0)
        {
            return small;
        }

        if (member.Type == typeof(long) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Rule(field, member.Range ?? (member.Type == typeof(int) ? $"must be between {int.MinValue} and {int.MaxValue}" : $"must be between {long.MinValue} and {long.MaxValue}"));
        return null;
    }

    // A number that the type would round is refused by its digits instead: 28 of them are more than any amount of ours has.
    private static object? Amount(string text)
    {
        if (!AmountForm().IsMatch(text))
        {
            return null;
        }

        var digits = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0') : text;
        if (digits.Count(char.IsAsciiDigit) <= 28)
        {
            return decimal.Parse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        }

        // Out of every bound, or with more decimals than any currency has: the amount's own rule says which.
        var standIn = digits.Split('.')[0].Length > 20 ? decimal.MaxValue : 0.0000000001m;
        return text[0] == '-' ? -standIn : standIn;
    }

    private static List<string> Texts(ref Utf8JsonReader reader, WireErrors errors, string field)
    {
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                errors.Form(field, ListOfTexts);
            }
            else if (TextOf(ref reader) is { } text)
            {
                texts.Add(text);
            }
            else
            {
                errors.Form(field, HalfPair);
            }
        }

        return texts;
    }

    private static List<long> Numbers(ref Utf8JsonReader reader, WireErrors errors, string field)
    {
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            {
                numbers.Add(number);
            }
            else
            {
                reader.Skip();
                errors.Form(field, "must be a list of whole numbers");
            }
        }

        return numbers;
    }

    private static System.Collections.IList Records(ref Utf8JsonReader reader, Type type, WireErrors errors, string field, UnknownMembers unknown)
    {
        var records = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                records.Add(WireReader.ReadObject(ref reader, WireShape.Of(type), errors, $"{field}[{records.Count}].", unknown));
            }
            else
            {
                reader.Skip();
                errors.Form(field, "must be a list of objects");
            }
        }

        return records;
    }

    private static JsonElement? Json(ref Utf8JsonReader reader, WireErrors errors, string field)
    {
        var json = JsonElement.ParseValue(ref reader);
        if (Wrong(json) is not { } rule)
        {
            return json;
        }

        errors.Form(field, rule);
        return null;
    }

    // A JsonElement is taken unread: what it holds is read here, so that nobody who writes it later meets half a surrogate pair.
    private static string? Wrong(JsonElement json)
    {
        try
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    var names = new HashSet<string>(StringComparer.Ordinal);
                    foreach (var entry in json.EnumerateObject())
                    {
                        if (!names.Add(entry.Name))
                        {
                            return "must not give a member twice";
                        }

                        if (Wrong(entry.Value) is { } inside)
                        {
                            return inside;
                        }
                    }

                    return null;
                case JsonValueKind.Array:
                    return json.EnumerateArray().Select(Wrong).FirstOrDefault(wrong => wrong is not null);
                case JsonValueKind.String:
                    json.GetString();
                    return null;
                default:
                    return null;
            }
        }
        catch (InvalidOperationException)
        {
            return HalfPair;
        }
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string NumberOf(ref Utf8JsonReader reader) => System.Text.Encoding.ASCII.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan);

    private static bool IsWrittenAsNumber(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(decimal);

    private static bool IsRecord(Type type) => type is { IsClass: true, IsAbstract: false } && type != typeof(string) && type.GetMethod("<Clone>$") is not null;

    private static string FormOf(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => "must be a whole number",
        _ when type == typeof(decimal) => "must be a number, such as 8000 or 8000.50",
        _ when type == typeof(bool) => "must be true or false",
        _ when type == typeof(DateOnly) => "must be a date of the form yyyy-MM-dd, such as 2026-12-24",
        _ when type == typeof(DateTimeOffset) => "must be a moment with its offset of the form 2026-12-24T10:00:00+03:00",
        _ when type == typeof(Guid) => "must be a UUID, such as 0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11",
        _ when type.IsEnum => $"must be one of {string.Join(", ", WireEnum.Names(type))}",
        _ when type == typeof(string) => "must be a text",
        _ when type == typeof(IReadOnlyList<string>) => ListOfTexts,
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => "must be a list",
        _ => "must be an object",
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WholeForm();

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AmountForm();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex MomentForm();
}
