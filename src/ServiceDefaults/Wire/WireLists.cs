using System.Collections;
using System.Text.Json;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Reads members that are lists. The reader stands at the opening bracket, and at the closing one afterwards.</summary>
internal static class WireLists
{
    public static List<string> Texts(ref Utf8JsonReader reader, WireErrors errors, string field)
    {
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                errors.WrongFormat(field, WireForms.ListOfTexts);
            }
            else if (WireText.Of(ref reader) is { } text)
            {
                texts.Add(text);
            }
            else
            {
                errors.WrongFormat(field, WireForms.HalfPair);
            }
        }

        return texts;
    }

    public static List<long> Numbers(ref Utf8JsonReader reader, WireErrors errors, string field)
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
                errors.WrongFormat(field, "must be a list of whole numbers");
            }
        }

        return numbers;
    }

    public static IList Records(ref Utf8JsonReader reader, Type type, WireErrors errors, string field, UnknownMembers unknown)
    {
        var records = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                records.Add(WireReader.ReadObject(ref reader, WireShape.Of(type), errors, $"{field}[{records.Count}].", unknown));
            }
            else
            {
                reader.Skip();
                errors.WrongFormat(field, "must be a list of objects");
            }
        }

        return records;
    }
}
