using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Reads the value of one member.</summary>
internal static class WireValue
{
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
            text = WireText.Of(ref reader);
            if (text is null)
            {
                errors.WrongFormat(field, WireForms.HalfPair);
                return null;
            }

            if (BlankText.Is(text) && !member.TakesBlank)
            {
                return null;
            }
        }

        if (text is null && reader.TokenType == JsonTokenType.Number)
        {
            text = NumberOf(ref reader);
            if (member.Type == typeof(string) ? member.TakesNumber && text != "-0" && WireText.IsWhole(text) : IsWrittenAsNumber(member.Type))
            {
                return WireText.Read(text, member, errors, field);
            }

            errors.WrongFormat(field, member.TakesNumber ? WireForms.NumberOrText : WireForms.Of(member.Type));
            return null;
        }

        return text is not null ? WireText.Read(text, member, errors, field) : Other(ref reader, member, errors, field, unknown);
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
            return WireLists.Texts(ref reader, errors, field);
        }

        if (type == typeof(IReadOnlyList<long>) && reader.TokenType == JsonTokenType.StartArray)
        {
            return WireLists.Numbers(ref reader, errors, field);
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

        if (reader.TokenType == JsonTokenType.StartArray && IsListOfRecords(type))
        {
            return WireLists.Records(ref reader, type.GetGenericArguments()[0], errors, field, unknown);
        }

        reader.Skip();
        errors.WrongFormat(field, member.TakesNumber ? WireForms.NumberOrText : WireForms.Of(type));
        return null;
    }

    private static JsonElement? Json(ref Utf8JsonReader reader, WireErrors errors, string field)
    {
        if (WireJsonCheck.Read(ref reader, out var json) is not { } rule)
        {
            return json;
        }

        errors.WrongFormat(field, rule);
        return null;
    }

    private static string NumberOf(ref Utf8JsonReader reader) => System.Text.Encoding.ASCII.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan);

    private static bool IsWrittenAsNumber(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(decimal);

    internal static bool IsListOfRecords(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && IsRecord(type.GetGenericArguments()[0]);

    internal static bool IsRecord(Type type) => type is { IsClass: true, IsAbstract: false } && type != typeof(string) && type.GetMethod("<Clone>$") is not null;
}
