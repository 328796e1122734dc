using System.Text;
using System.Text.Json;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>
/// Reads JSON whose content is nobody's here, so that writing it later cannot fail: at half a surrogate pair, or at its depth, for a writer ends at 64 levels,
/// and an envelope, a fault or a list around it take some of them.
/// </summary>
public static class WireJsonCheck
{
    private const int MaxLevels = 32;

    /// <summary>True for what the readers and writers of JSON throw at a body of others: no JSON, half a surrogate pair, a name that is given twice.</summary>
    public static bool IsRefusal(Exception exception) => exception is JsonException or InvalidOperationException or ArgumentException;

    /// <summary>Reads a text. Throws a <see cref="JsonException"/> where it is no JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="json">The value; nothing where it is refused.</param>
    /// <returns>Why it is refused; null where it is right.</returns>
    public static string? Read(string text, out JsonElement json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), WireReader.Strict);
        reader.Read();
        var refusal = Read(ref reader, out json);
        return reader.Read() ? throw new JsonException() : refusal;
    }

    /// <summary>Reads the value at whose first token the reader stands; it stands at the last one afterwards.</summary>
    internal static string? Read(ref Utf8JsonReader reader, out JsonElement json)
    {
        json = default;
        // Counted before it is parsed: the parser's time grows with the square of the depth.
        var start = reader;
        if (LevelsOf(ref reader) > MaxLevels)
        {
            return WireForms.TooDeep;
        }

        reader = start;
        json = JsonElement.ParseValue(ref reader);
        return Refusal(json);
    }

    private static int LevelsOf(ref Utf8JsonReader reader)
    {
        var (outer, deepest) = (reader.CurrentDepth, 0);
        while (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > outer)
        {
            deepest = Math.Max(deepest, reader.CurrentDepth - outer + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0));
            reader.Read();
        }

        return deepest;
    }

    private static string? Refusal(JsonElement json)
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

                        if (Refusal(entry.Value) is { } inside)
                        {
                            return inside;
                        }
                    }

                    return null;
                case JsonValueKind.Array:
                    return json.EnumerateArray().Select(Refusal).FirstOrDefault(wrong => wrong is not null);
                case JsonValueKind.String:
                    json.GetString();
                    return null;
                default:
                    return null;
            }
        }
        catch (InvalidOperationException)
        {
            return WireForms.HalfPair;
        }
    }
}
